package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocuments runs the examples of the documents: each document gets a folder
// and a database of its own, and from top to bottom
//
//   - a block behind <!-- file: NAME --> is written to the file NAME;
//   - a block behind <!-- shown: NAME --> must be a part of the file NAME, apart
//     from indentation;
//   - in a ```console block each line behind "$ " is run by a shell, and the lines
//     below it must be what it prints; "..." stands for anything.
func TestDocuments(t *testing.T) {
	t.Parallel()
	documents, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(documents, "../../README.md") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			newDocument(t).run(string(text))
		})
	}
}

// document is one document being followed.
type document struct {
	t   *testing.T
	dir string
	env []string
}

func newDocument(t *testing.T) *document {
	t.Helper()
	address, drop, err := makeDatabase(os.Getenv("PGEN_SCRATCH_URL"), t.Name())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	bin := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The test binary behaves as pgen when it is called so: see TestMain.
	if err := os.Symlink(self, filepath.Join(bin, "pgen")); err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "DATABASE_URL="+address, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return &document{t: t, dir: t.TempDir(), env: env}
}

var block = regexp.MustCompile("(?ms)(?:^<!-- (file|shown): ([^\n]+?) -->\n)?^```([a-z]*)\n(.*?)^```$")

func (d *document) run(text string) {
	for _, m := range block.FindAllStringSubmatch(text, -1) {
		kind, name, language, content := m[1], m[2], m[3], m[4]
		switch {
		case kind == "file":
			d.write(name, content)
		case kind == "shown":
			d.shown(name, content)
		case language == "console":
			d.console(content)
		}
	}
}

func (d *document) write(name, content string) {
	path := filepath.Join(d.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		d.t.Fatal(err)
	}
}

// shown looks for the block in a file of the document's folder or the repository.
func (d *document) shown(name, content string) {
	data, err := os.ReadFile(filepath.Join(d.dir, filepath.FromSlash(name)))
	if os.IsNotExist(err) {
		data, err = os.ReadFile(filepath.Join("../..", filepath.FromSlash(name)))
	}
	if err != nil {
		d.t.Fatal(err)
	}
	want, have := unindented(content), unindented(string(data))
	for _, part := range strings.Split(want, "...\n") {
		if !strings.Contains(have, part) {
			d.t.Errorf("%s does not hold\n%s", name, part)
		}
	}
}

func unindented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// console runs the commands of a block one after the other.
func (d *document) console(content string) {
	var command string
	var want []string
	flush := func() {
		if command != "" {
			d.execute(command, strings.Join(want, "\n"))
		}
		command, want = "", nil
	}
	for line := range strings.Lines(content) {
		line = strings.TrimRight(line, "\n")
		if rest, ok := strings.CutPrefix(line, "$ "); ok {
			flush()
			command = rest
			continue
		}
		want = append(want, line)
	}
	flush()
}

func (d *document) execute(command, want string) {
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir, cmd.Env = d.dir, d.env
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	// A command that fails on purpose shows its message, which is compared.
	if err := cmd.Run(); err != nil && want == "" {
		d.t.Fatalf("$ %s\n%v\n%s", command, err, out.String())
	}
	pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSpace(want)), `\.\.\.`, `(?s:.*)`) + "$"
	if got := strings.TrimSpace(out.String()); !regexp.MustCompile(pattern).MatchString(got) {
		d.t.Errorf("$ %s\nprints\n%s\nthe document says\n%s", command, got, want)
	}
}
