package fidelity_test

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/source"
)

// TestTablespaces compares what the replay and the server make of tablespaces, which
// belong to the whole server. Those without a directory of their own came with 15.
func TestTablespaces(t *testing.T) {
	t.Parallel()
	s := connect(t)
	samples := s.supported(t, cases(t, filepath.Join("testdata", "tablespaces", "cases.sql")))
	if s.version < 15 {
		s.close(t)
		t.Skip("the server makes no tablespaces without a directory of their own before version 15")
	}
	ctx, name := context.Background(), "pgen_space_"+strings.ToLower(rand.Text()[:8])
	exec := func(sql string) {
		if _, err := s.admin.Exec(ctx, sql); err != nil {
			t.Error(err)
		}
	}
	exec("SET allow_in_place_tablespaces = on")
	spaces := []string{name + "_one", name + "_two"}
	for _, space := range spaces {
		exec("CREATE TABLESPACE " + space + " LOCATION ''")
	}
	replaced := strings.NewReplacer("{one}", spaces[0], "{two}", spaces[1])
	verdicts := make([]verdict, len(samples))
	for i, x := range samples {
		x.files = []*source.File{file(t, x.name, replaced.Replace(x.files[0].Text))}
		verdicts[i] = judge(t, s, x)
	}
	for _, space := range spaces {
		exec("DROP TABLESPACE " + space)
	}
	s.close(t)
	report(t, verdicts)
}
