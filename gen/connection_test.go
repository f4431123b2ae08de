package gen_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen"
)

func TestConnectionPrecedence(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, config, flag string
		environ            []string
		want               string
	}{
		{"flag", "database:\n  url: postgres://u@yaml/d\n", "postgres://u@flag/d", []string{"DATABASE_URL=postgres://u@env/d"}, "flag"},
		{"environment", "database:\n  url: postgres://u@yaml/d\n", "", []string{"DATABASE_URL=postgres://u@env/d"}, "env"},
		{"file", "database:\n  url: postgres://u@yaml/d\n", "", nil, "yaml"},
		{"libpq variables", "", "", []string{"PGHOST=pg", "PGUSER=u", "PGDATABASE=d"}, "pg"},
		{"libpq variables instead of an unset one", "database:\n  url: ${DATABASE_URL}\n", "", []string{"PGHOST=pg", "PGUSER=u", "PGDATABASE=d"}, "pg"},
		{"service variables", "service: shop\ndatabase:\n  url: postgres://u@yaml/d\n", "",
			[]string{"SHOP__POSTGRES__HOST=service", "DATABASE_URL=postgres://u@env/d"}, "service"},
		{"direct address of the file", "database:\n  url: postgres://u@yaml/d\n  direct_url: postgres://u@direct/d\n", "", nil, "direct"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "pgen.yaml")
			if err := os.WriteFile(path, []byte(tc.config), 0o600); err != nil {
				t.Fatal(err)
			}
			p, err := gen.Open(gen.Settings{ConfigFile: path, Database: tc.flag, Environ: append([]string{"HOME=/"}, tc.environ...)})
			if err != nil {
				t.Fatal(err)
			}
			c, err := p.DirectConnection()
			if err != nil {
				t.Fatal(err)
			}
			if c.Host != tc.want {
				t.Errorf("connects to %s, want %s", c.Host, tc.want)
			}
		})
	}
}

func TestConnectionMissing(t *testing.T) {
	t.Parallel()
	p, err := gen.Open(gen.Settings{Environ: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Connection(); err == nil || !strings.Contains(err.Error(), "--database") {
		t.Errorf("got %v, want advice", err)
	}
}
