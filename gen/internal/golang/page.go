package golang

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"
)

// page is the text of a file without layout while it is written, and the packages
// that it names. The builder is asked for the head of the file only: text costs a
// tenth.
type page struct {
	of *goPackage
	// comment is that of the package, "" in most files.
	comment string
	text    []byte
	// used tells which of the imports the text names.
	used []bool
}

// begin starts the page of another file.
func (w *page) begin(p *goPackage) {
	*w = page{of: p, text: w.text[:0], used: append(w.used[:0], make([]bool, len(p.imports))...)}
}

// put adds text that names no other package.
func (w *page) put(parts ...string) {
	for _, part := range parts {
		w.text = append(w.text, part...)
	}
}

// qual adds a name of another package.
func (w *page) qual(path, name string) {
	for i, known := range w.of.imports {
		if known.path == path {
			w.used[i] = true
			w.put(known.name, ".", name)
			return
		}
	}
	w.put(name)
}

// store adds a name of the runtime.
func (w *page) store(name string) { w.qual(storePath, name) }

// doc adds a comment.
func (w *page) doc(text string) {
	for line := range strings.Lines(text) {
		w.put("// ", printable(line), "\n")
	}
}

// printable is a line as a comment can hold it.
func printable(line string) string {
	return strings.TrimRightFunc(strings.Map(func(r rune) rune {
		if r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return -1
	}, line), unicode.IsSpace)
}

// body stands in a head for what follows it.
const body = "//pgen:body"

// head appends header, package clause and imports.
func (w *page) head(out []byte) ([]byte, error) {
	f := newFile(w.of)
	if w.comment != "" {
		f.PackageComment(w.comment)
	}
	f.Id(body)
	for i, known := range w.of.imports {
		if w.used[i] {
			f.Qual(known.path, "Name") // makes the builder import it
		}
	}
	var text bytes.Buffer
	err := f.Render(&text)
	head, _, _ := bytes.Cut(text.Bytes(), []byte(body))
	return groupImports(out, head), err
}

// newFile is the builder's file with the header and the names of packages.
func newFile(p *goPackage) *jen.File {
	f := jen.NewFile(p.name)
	f.NoFormat = true
	f.HeaderComment(Header)
	for _, i := range p.imports {
		if i.alias {
			f.ImportAlias(i.path, i.name)
		} else {
			f.ImportName(i.path, i.name)
		}
	}
	return f
}

// groupImports appends a head to out, with the packages of the standard library
// first and an empty line after them.
func groupImports(out, head []byte) []byte {
	before, rest, found := bytes.Cut(head, []byte("import (\n"))
	block, after, closed := bytes.Cut(rest, []byte("\n)\n"))
	if !found || !closed {
		return append(out, head...)
	}
	out = append(append(out, before...), "import (\n"...)
	for _, standard := range []bool{true, false} {
		for line := range bytes.SplitSeq(block, []byte("\n")) {
			if bytes.ContainsRune(line, '.') != standard {
				out = append(append(out, line...), '\n')
			}
		}
		if standard {
			out = append(out, '\n')
		}
	}
	return append(append(out, ")\n"...), after...)
}
