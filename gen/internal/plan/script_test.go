package plan_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/plan"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// TestScriptAndPlanGiveWhatTheFilesGive applies every set of migrations to one
// database, the printed model to a second, and the plan from nothing to a third.
func TestScriptAndPlanGiveWhatTheFilesGive(t *testing.T) {
	t.Parallel()
	needData(t)
	s := scratch(t)
	dirs, err := filepath.Glob(filepath.Join(dataDir, "migrations/*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		name := filepath.Base(dir)
		files := migrationSet(t, dir)
		model, err := replay(files)
		if err != nil {
			t.Logf("%s: not readable: %s", name, firstOf(err))
			continue
		}
		original, drop := s.create(t, nil)
		if err := applyFiles(original, files); err != nil {
			t.Logf("%s: the files do not apply: %v", name, err)
			drop()
			continue
		}
		want := original.dump(t)
		drop()
		script := pgsql.Printer{}.Script(model)
		printed, drop := s.create(t, nil)
		if err := printed.run(script); err != nil {
			t.Errorf("%s: the script does not apply: %v", name, err)
		} else if rest := difference(printed.dump(t), want); rest != "" {
			t.Errorf("%s: the script gives another database\n%s", name, rest)
		}
		drop()
		empty, err := replay(nil)
		if err != nil {
			t.Fatal(err)
		}
		p, found := plan.Build(empty, model, diff.Compare(empty, model, diff.Hints{}), plan.Options{})
		if found.Has(source.Error) {
			t.Errorf("%s: %v", name, found)
			continue
		}
		planned, drop := s.create(t, nil)
		if err := planned.execute(p); err != nil {
			t.Errorf("%s: the plan does not run: %v", name, err)
		} else if rest := difference(planned.dump(t), want); rest != "" {
			t.Errorf("%s: the plan gives another database\n%s", name, rest)
		}
		drop()
	}
}

// applyFiles sends each file as one message; one that cannot run in a transaction
// goes statement by statement.
func applyFiles(d database, files []*source.File) error {
	for _, f := range files {
		err := d.run(f.Text)
		if err != nil && strings.Contains(err.Error(), "cannot run inside a transaction block") {
			statements, _ := ddl.Statements(f)
			err = nil
			for _, statement := range statements {
				err = errors.Join(err, d.run(statement.Span.Text()))
			}
		}
		if err != nil {
			return err
		}
		if err := d.run("RESET ALL"); err != nil {
			return err
		}
	}
	return nil
}
