package layout

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	fileCap     = 500
	functionCap = 60
	tableCap    = 80
)

// longFunctions may have up to tableCap lines: a table or an emitter reads
// better in one piece than in two. The key is folder and name, the value says
// why.
var longFunctions = map[string]string{}

// vague matches names of files and folders that do not tell what is in them.
var vague = regexp.MustCompile(`(^|/)(helpers?|utils?|common|misc|types|internal)(_test)?\.go$|(^|/)(helpers?|utils?|common|misc|types)/`)

// sourceFile is one hand-written Go file of the module.
type sourceFile struct {
	path  string
	lines int
	fset  *token.FileSet
	tree  *ast.File
}

// sources returns all Go files that people write and read, without those of
// other modules, test data and hidden folders.
func sources(t *testing.T) []sourceFile {
	t.Helper()
	var out []sourceFile
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "bench" || name == "bin") {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		fset := token.NewFileSet()
		tree, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if ast.IsGenerated(tree) {
			return nil
		}
		out = append(out, sourceFile{filepath.ToSlash(strings.TrimPrefix(path, root+"/")), fset.File(tree.Pos()).LineCount(), fset, tree})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("only %d files found below %s", len(out), root)
	}
	return out
}

func (f sourceFile) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// length returns how many lines a node covers.
func (f sourceFile) length(n ast.Node) int {
	return f.fset.Position(n.End()).Line - f.fset.Position(n.Pos()).Line + 1
}

func TestFilesAndFunctionsAreShort(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, f := range sources(t) {
		if f.isTest() {
			continue
		}
		if f.lines > fileCap {
			t.Errorf("%s has %d lines, the cap is %d; it hides an idea that wants a file of its own", f.path, f.lines, fileCap)
		}
		for _, decl := range f.tree.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			key := filepath.ToSlash(filepath.Dir(f.path)) + "." + fn.Name.Name
			limit := functionCap
			if longFunctions[key] != "" {
				limit, used[key] = tableCap, true
			}
			if n := f.length(fn); n > limit {
				t.Errorf("%s: function %s has %d lines, the cap is %d", f.path, fn.Name.Name, n, limit)
			}
		}
	}
	for key := range longFunctions {
		if !used[key] {
			t.Errorf("the list of long functions names %s, which does not exist", key)
		}
	}
}

func TestFileNamesTellSomething(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if vague.MatchString(f.path) {
			t.Errorf("%s: the name does not tell what is in it", f.path)
		}
	}
}

func TestExportedNamesAreDocumented(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if f.isTest() || f.tree.Name.Name == "main" {
			continue
		}
		for _, decl := range f.tree.Decls {
			for _, name := range undocumented(decl) {
				t.Errorf("%s: %s has no comment, or one that does not start with its name", f.path, name)
			}
		}
	}
}

// undocumented returns the exported names of a declaration that lack a comment.
// One comment on a group is enough for constants and variables.
func undocumented(decl ast.Decl) []string {
	var out []string
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && (d.Recv == nil || receiverIsExported(d.Recv)) && !startsWith(d.Doc, d.Name.Name) {
			out = append(out, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				doc := s.Doc
				if !d.Lparen.IsValid() {
					doc = d.Doc
				}
				if s.Name.IsExported() && !startsWith(doc, s.Name.Name) {
					out = append(out, s.Name.Name)
				}
			case *ast.ValueSpec:
				exported := slices.ContainsFunc(s.Names, func(n *ast.Ident) bool { return n.IsExported() })
				if exported && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					out = append(out, s.Names[0].Name)
				}
			}
		}
	}
	return out
}

func receiverIsExported(recv *ast.FieldList) bool {
	typ := recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

// startsWith reports whether the comment's first word is the name, an article
// aside.
func startsWith(doc *ast.CommentGroup, name string) bool {
	words := strings.Fields(doc.Text())
	if len(words) > 1 && slices.Contains([]string{"A", "An", "The"}, words[0]) {
		words = words[1:]
	}
	return len(words) > 0 && strings.TrimRight(words[0], ".,:;'s") == strings.TrimRight(name, "s")
}

func TestVagueNamesAreSeen(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"gen/internal/plan/helpers.go": true, "a/types.go": true, "util/x.go": true, "a/common/b.go": true,
		"gen/internal/plan/table.go": false, "gen/internal/golang/datatypes.go": false, "gen/types_test.go": true,
	} {
		if vague.MatchString(path) != want {
			t.Errorf("%s: vague is %t, want %t", path, !want, want)
		}
	}
}
