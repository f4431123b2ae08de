package revision

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// Migration is one migration of any layout.
type Migration struct {
	// ID is what the tool calls it: the version, or the name where there is none.
	ID string
	// Up and Down are the pieces of SQL of both directions, in order.
	Up, Down []*source.File
	// NoTransaction says that its tool runs it outside a transaction.
	NoTransaction bool
	// Repeatable says that its tool applies it again whenever it changes.
	Repeatable bool
}

// Files reads the migrations at a path in the order in which they apply; a plain
// folder in natural name order (2 before 10). The
// diagnostics hold the files that could not be read as SQL (errors) and those
// that are not part of the order (warnings); the error is that of the file
// system, of Detect's kind, or of pgen's own format.
func Files(path string, layout Layout) ([]Migration, source.Diagnostics, error) {
	r := &reader{layout: layout, path: path}
	return r.read()
}

// UpFiles is Files without reading what only leads down: Down may be empty.
func UpFiles(path string, layout Layout) ([]Migration, source.Diagnostics, error) {
	r := &reader{layout: layout, path: path, upOnly: true}
	return r.read()
}

func (r *reader) read() ([]Migration, source.Diagnostics, error) {
	path, layout := r.path, r.layout
	if layout == Single {
		if f := r.load(filepath.Base(path)); f != nil {
			r.single(f)
		}
		return r.migrations, r.diagnostics, r.err
	}
	d, err := list(path)
	if err != nil {
		return nil, nil, err
	}
	r.folder = d
	if layout != Pgen {
		if dropped := r.folder.dropDialects(); len(dropped) > 0 {
			r.warn("", fmt.Sprintf("%d files are for other database systems: %s", len(dropped), some(dropped)), "")
		}
	}
	switch layout {
	case Pgen:
		r.pgen()
	case Drizzle:
		r.drizzle()
	case Sqitch:
		r.sqitch()
	case Manifest:
		r.manifests()
	case Diesel, Prisma:
		r.folders()
	case Flyway:
		r.flyway()
	case UpDown:
		r.upDown()
	case Goose, SQLMigrate, Dbmate, Tern, NodePg, Rambler, Shmig, Play, MyBatis, Numbered, Plain, Graphile:
		r.flat()
	default:
		return nil, nil, fmt.Errorf("%s: unknown layout %q", path, layout)
	}
	if layout != Pgen {
		r.reportCode()
	}
	if r.err == nil && len(r.migrations) == 0 && len(r.diagnostics.Of(source.Error)) == 0 {
		r.err = fmt.Errorf("%s: the folder holds no migration in the layout of %s", path, layout)
		if len(r.diagnostics) > 0 {
			r.err = fmt.Errorf("%w; %s", r.err, r.diagnostics[0].Message)
		}
	}
	return r.migrations, r.diagnostics, r.err
}

// reader collects the migrations of one folder.
type reader struct {
	layout      Layout
	path        string
	upOnly      bool
	folder      folder
	migrations  []Migration
	diagnostics source.Diagnostics
	err         error
}

func (r *reader) add(m Migration) { r.migrations = append(r.migrations, m) }

// load reads a file of the folder; nil if it cannot be read.
func (r *reader) load(name string) *source.File {
	path := filepath.Join(r.path, filepath.FromSlash(name))
	if r.layout == Single {
		path = r.path
	}
	f, skipped, err := loadFile(path, r.layout != Pgen && r.layout != Single)
	if skipped {
		r.warn(name, "the file starts with a byte order mark, which is skipped", "save the file as UTF-8 without BOM")
	}
	var refused source.Diagnostics
	switch {
	case errors.As(err, &refused):
		r.diagnostics = append(r.diagnostics, refused...)
	case err != nil:
		r.err = errors.Join(r.err, err)
	}
	return f
}

// down reads a file that leads down, unless nobody asked for it.
func (r *reader) down(name string) []*source.File {
	if r.upOnly {
		return nil
	}
	if f := r.load(name); f != nil {
		return []*source.File{f}
	}
	return nil
}

// loadFile reads a SQL file. The tools of other layouts skip a byte order mark,
// so it may be skipped where they wrote it.
func loadFile(path string, maySkipMark bool) (f *source.File, skipped bool, err error) {
	data, err := fs.ReadFile(migrate.DirFS(filepath.Dir(path)), filepath.Base(path))
	if err != nil {
		return nil, false, err
	}
	text := string(data)
	if maySkipMark {
		text, skipped = strings.CutPrefix(text, "\ufeff")
	}
	f, err = source.New(path, text)
	return f, skipped, err
}

// warn reports a file that is left out.
func (r *reader) warn(name, message, hint string) { r.report(source.Warning, name, message, hint) }

func (r *reader) report(severity source.Severity, name, message, hint string) {
	r.diagnostics = append(r.diagnostics, source.Diagnostic{Severity: severity, Code: "migration-file",
		Message: filepath.Join(r.path, filepath.FromSlash(name)) + ": " + message, Hint: hint})
}

// flat reads the layouts with one SQL file per migration.
func (r *reader) flat() {
	names := r.folder.top()
	compare := migrate.CompareIDs
	switch {
	case r.layout == Dbmate:
		compare = strings.Compare
	case r.layout == Graphile:
		names = r.committed()
	case r.layout == Numbered:
		names = r.folder.numberedAt()
	case r.layout == Plain:
		names = r.folder.all()
	}
	slices.SortFunc(names, compare)
	for _, name := range names {
		if !slices.Contains([]Layout{Plain, Graphile, SQLMigrate}, r.layout) && !isNumbered(name) {
			r.warn(name, "the name does not start with a number, so it is left out", "")
			continue
		}
		if f := r.load(name); f != nil {
			r.add(r.cut(idOf(name), f))
		}
	}
}

// single reads one file. If it has the markers of a tool, its ways up and down are
// told apart, as they would be in the tool's folder.
func (r *reader) single(f *source.File) {
	for _, c := range contentMarks {
		if strings.Contains(strings.ToLower(f.Text), c.word) && c.mark().MatchString(f.Text) {
			r.layout = c.layout
			break
		}
	}
	if r.layout != Pgen {
		r.add(r.cut(idOf(filepath.Base(r.path)), f))
		return
	}
	rev, err := migrate.Parse(f.Name, []byte(f.Text))
	if err != nil {
		r.err = err
		return
	}
	r.add(FromRevision(rev, f))
}

// committed returns graphile-migrate's files that are part of the history.
func (r *reader) committed() []string {
	var names []string
	for _, name := range r.folder.all() {
		switch {
		case strings.HasPrefix(name, "committed/"):
			names = append(names, name)
		case strings.HasPrefix(name, "current"):
			r.warn(name, "not committed yet, so it is left out", "commit it with graphile-migrate")
		default:
			r.warn(name, "not below committed/, so it is left out", "")
		}
	}
	return names
}

// reportCode tells about migrations that are programs.
func (r *reader) reportCode() {
	for _, name := range r.folder.files {
		ext := filepath.Ext(name)
		program := slices.Contains([]string{".go", ".py", ".js", ".ts", ".rb", ".java", ".kt"}, ext)
		if program && (isNumbered(name) || flywayProgram.MatchString(base(name))) && !strings.HasSuffix(name, "_test.go") {
			r.warn(name, "the migration is a program, which pgen cannot read; what it does to the schema is missing",
				"write what it does as SQL")
		}
	}
}

func idOf(name string) string { return strings.TrimSuffix(base(name), ".sql") }
