package revision

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// Layout is how a tool arranges its migrations.
type Layout string

// The layouts that Detect knows. UpDown is that of golang-migrate, pop and of
// sqlx with two files per migration, and of all tools whose names say the
// direction; Numbered that of sqlx with one, and of every folder whose files start
// with a number. Manifest is a folder per version with a list of its files, as
// Temporal and Cadence have it. Plain is a folder of SQL files in name order,
// Single one file.
const (
	Pgen       Layout = "pgen"
	UpDown     Layout = "updown"
	Goose      Layout = "goose"
	SQLMigrate Layout = "sql-migrate"
	Dbmate     Layout = "dbmate"
	Tern       Layout = "tern"
	Diesel     Layout = "diesel"
	Flyway     Layout = "flyway"
	Prisma     Layout = "prisma"
	Drizzle    Layout = "drizzle"
	Graphile   Layout = "graphile"
	Sqitch     Layout = "sqitch"
	Manifest   Layout = "manifest"
	NodePg     Layout = "node-pg-migrate"
	Rambler    Layout = "rambler"
	Shmig      Layout = "shmig"
	Play       Layout = "play"
	MyBatis    Layout = "mybatis"
	Numbered   Layout = "numbered"
	Plain      Layout = "plain"
	Single     Layout = "single"
)

var (
	flywayName = regexp.MustCompile(`^(?:([VUB])([0-9]+(?:[._][0-9]+)*)|R)__(.*)\.sql$`)
	// flywayProgram is a migration of Flyway's written in a language of the JVM.
	flywayProgram = regexp.MustCompile(`^[VR][0-9._]*__.*\.(java|kt)$`)
	upDownName    = regexp.MustCompile(`^(.+)\.(up|down)\.(sql|fizz)$`)
)

// contentMarks tell the layouts that show in the text of a file only. Word is in
// every text that mark matches; looking for it first is much cheaper.
var contentMarks = []struct {
	layout Layout
	word   string
	mark   func() *regexp.Regexp
}{
	{Pgen, "pgen:revision", lazily(`(?m)^-- pgen:revision `)},
	{Goose, "+goose", lazily(`(?mi)^\s*--\s*\+goose\s+up\b`)},
	{SQLMigrate, "+migrate", lazily(`(?mi)^\s*--\s*\+migrate\s+up\b`)},
	{Dbmate, "migrate:up", lazily(`(?m)^--\s*migrate:up\b`)},
	{NodePg, "up migration", lazily(`(?mi)^\s*--[\s-]*up migration\b`)},
	{Rambler, "rambler", lazily(`(?mi)^\s*--\s*rambler\s+up\b`)},
	{Shmig, "==", lazily(`(?mi)^\s*--\s*=+\s*up\s*=+`)},
	{Play, "!ups", lazily(`(?m)^(#|--) *--- *!Ups\b`)},
	{MyBatis, "@undo", lazily(`(?mi)^\s*--\s*//\s*@undo\b`)},
	{Tern, "---- ", lazily(`(?m)^---- (create above / drop below|tern: disable-tx) ----\s*$`)},
}

// Detect finds out the layout of a migration folder, or of a single SQL file.
// The error says what is there when no layout fits, and that there is nothing
// when the path is missing or the folder is empty.
func Detect(path string) (Layout, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s: there is no such file or folder; create it with pgen init, or name another path", path)
	}
	if err != nil {
		return "", err
	}
	if !info.IsDir() {
		if !strings.HasSuffix(path, ".sql") {
			return "", fmt.Errorf("%s: not a .sql file; name a .sql file or a folder", path)
		}
		return Single, nil
	}
	d, err := list(path)
	if err != nil {
		return "", err
	}
	d.dropDialects()
	if layout := d.byName(); layout != "" {
		return layout, nil
	}
	layout, err := d.byContent()
	if layout != "" || err != nil {
		return layout, err
	}
	return d.byNumber()
}

// folder is what a migration folder holds; names use slashes.
type folder struct {
	path  string
	files []string // relative to path, at any depth, in text order
}

func list(path string) (folder, error) {
	d := folder{path: path}
	err := fs.WalkDir(os.DirFS(path), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir():
			d.files = append(d.files, name)
		case name != "." && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		}
		return nil
	})
	slices.Sort(d.files)
	return d, err
}

func (d folder) has(match func(name string) bool) bool { return slices.ContainsFunc(d.files, match) }

// top returns the SQL files of the folder itself.
func (d folder) top() []string {
	return slices.DeleteFunc(slices.Clone(d.files), func(name string) bool {
		return strings.Contains(name, "/") || !strings.HasSuffix(name, ".sql")
	})
}

// all returns the SQL files at any depth.
func (d folder) all() []string {
	return slices.DeleteFunc(slices.Clone(d.files), func(name string) bool { return !strings.HasSuffix(name, ".sql") })
}

// numberedAt returns the SQL files among which numbered ones are to be found:
// those of the folder itself, or of all below it when it has none with a number.
func (d folder) numberedAt() []string {
	if top := d.top(); slices.ContainsFunc(top, isNumbered) {
		return top
	}
	return d.all()
}

// isNumbered reports whether a file, or the folder that it is in, starts with
// a number.
func isNumbered(name string) bool { return name[0] >= '0' && name[0] <= '9' }

// byName finds the layouts that show in the names.
func (d folder) byName() Layout {
	oneDeep := func(file string) func(string) bool {
		return func(name string) bool {
			dir, base, ok := strings.Cut(name, "/")
			return ok && base == file && dir != ""
		}
	}
	switch {
	case slices.Contains(d.files, migrate.SumFile):
		return Pgen
	case slices.Contains(d.files, "meta/_journal.json"):
		return Drizzle
	case d.has(func(name string) bool {
		return strings.HasPrefix(name, "committed/") && strings.HasSuffix(name, ".sql")
	}):
		return Graphile
	case slices.Contains(d.files, sqitchPlan):
		return Sqitch
	case d.has(func(name string) bool { return base(name) == "up.sql" && name != "up.sql" }):
		return Diesel
	case d.has(oneDeep("migration.sql")):
		return Prisma
	case d.has(func(name string) bool { return flywayName.MatchString(base(name)) }):
		return Flyway
	case len(d.top()) > 0 && !slices.ContainsFunc(d.top(), func(name string) bool { return !upDownName.MatchString(name) }):
		return UpDown
	case d.hasManifests():
		return Manifest
	case d.isPaired():
		return UpDown
	}
	return ""
}

// byContent finds the layouts whose files hold markers. One file is enough:
// the other files may be without, and are reported when they are read.
func (d folder) byContent() (Layout, error) {
	counts := map[Layout]int{}
	for _, name := range d.top() {
		text, err := os.ReadFile(filepath.Join(d.path, name))
		if err != nil {
			return "", err
		}
		lower := bytes.ToLower(text)
		for _, c := range contentMarks {
			if bytes.Contains(lower, []byte(c.word)) && c.mark().Match(text) {
				counts[c.layout]++
			}
		}
	}
	if len(counts) > 1 {
		var found []string
		for _, c := range contentMarks {
			if counts[c.layout] > 0 {
				found = append(found, string(c.layout))
			}
		}
		return "", fmt.Errorf("%s: the files have the markers of several tools (%s); keep the migrations of one tool in a folder",
			d.path, strings.Join(found, ", "))
	}
	for layout := range counts {
		return layout, nil
	}
	return "", nil
}

// byNumber is left with files that hold nothing but SQL.
func (d folder) byNumber() (Layout, error) {
	if d.has(upDownName.MatchString) {
		return UpDown, nil
	}
	names := d.numberedAt()
	numbered := 0
	for _, name := range names {
		if isNumbered(name) {
			numbered++
		}
	}
	switch {
	case numbered > 0 && 2*numbered >= len(names):
		return Numbered, nil
	case len(names) > 0:
		return Plain, nil
	case len(d.files) == 0:
		return "", fmt.Errorf("%s: the folder is empty; write the first revision with pgen revision", d.path)
	}
	return "", fmt.Errorf("%s: there is no .sql file in the folder, only %s; name the folder of the migrations", d.path, some(d.files))
}

func base(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// some lists the first few names.
func some(names []string) string {
	if len(names) > 3 {
		return strings.Join(names[:3], ", ") + fmt.Sprintf(" and %d more", len(names)-3)
	}
	return strings.Join(names, ", ")
}
