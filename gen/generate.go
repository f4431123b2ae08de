package gen

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/pgen-go/pgen/gen/internal/golang"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Output is generated code, not yet written.
type Output struct {
	// Dir is the folder that it belongs into.
	Dir      string
	Files    []OutputFile
	Warnings []Diagnostic
}

// OutputFile is one generated file; Name has no folder.
type OutputFile struct {
	Name    string
	Content []byte
}

// Generate makes the Go code for the configured source. It writes nothing.
func (p *Project) Generate(ctx context.Context, how Replay) (*Output, error) {
	g := p.config.Generate
	if g.Out == "" {
		return nil, errors.New("generate.out is not set in pgen.yaml: it names the folder for the generated package")
	}
	return p.GenerateFrom(ctx, g.From, GenerateOptions{Out: p.config.Path(g.Out), Package: g.Package, Replay: how})
}

// GenerateOptions say where code goes when the configuration does not.
type GenerateOptions struct {
	// Out is the folder; Package its Go name, made from the folder's name when "".
	Out, Package string
	Replay       Replay
}

// GenerateFrom makes the Go code for a SOURCE.
func (p *Project) GenerateFrom(ctx context.Context, from string, o GenerateOptions) (*Output, error) {
	m, err := p.read(ctx, from, o.Replay)
	if err != nil {
		return nil, err
	}
	if o.Package == "" {
		abs, err := filepath.Abs(o.Out)
		if err != nil {
			return nil, err
		}
		o.Package = PackageName(filepath.Base(abs))
	}
	if !hasRelations(m.db) {
		// A new project has nothing to generate yet, which is no fault.
		p.notice("there is no table yet, so there is no code to generate")
		return &Output{Dir: o.Out, Warnings: publish(m.warnings)}, nil
	}
	g := p.config.Generate
	files, found := golang.Generate(m.db, golang.Options{Package: o.Package, Schema: p.config.Database.Schema,
		Tables: g.Tables, Exclude: g.Exclude, Types: g.Types, Names: g.Names})
	if err := found.Err(); err != nil {
		return nil, err
	}
	out := &Output{Dir: o.Out, Warnings: publish(append(m.warnings, found...))}
	for _, f := range files {
		out.Files = append(out.Files, OutputFile{Name: f.Name, Content: f.Content})
	}
	return out, nil
}

func hasRelations(db *schema.Database) bool {
	for range schema.AllOf[schema.Table](db) {
		return true
	}
	for range schema.AllOf[schema.View](db) {
		return true
	}
	return false
}

// PackageName makes a Go package name of a folder's name: lower case letters and
// digits, "store" when nothing is left.
func PackageName(folder string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + ('a' - 'A')
		}
		return -1
	}, folder)
	name = strings.TrimLeft(name, "0123456789")
	if name == "" {
		return "store"
	}
	return name
}

// generated marks the files that pgen wrote and may therefore remove.
var generated = []byte("// " + golang.Header)

// Stale lists how the folder differs from the output, one line per file; nothing
// when it is fresh.
func (o *Output) Stale() ([]string, error) {
	var stale []string
	for _, f := range o.Files {
		have, err := os.ReadFile(filepath.Join(o.Dir, f.Name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			stale = append(stale, filepath.Join(o.Dir, f.Name)+" is missing")
		case err != nil:
			return nil, err
		case !bytes.Equal(have, f.Content):
			stale = append(stale, filepath.Join(o.Dir, f.Name)+" is not what the schema makes")
		}
	}
	old, err := o.leftovers()
	for _, path := range old {
		stale = append(stale, path+" belongs to nothing in the schema any more")
	}
	return stale, err
}

// leftovers are generated files that the output does not have.
func (o *Output) leftovers() ([]string, error) {
	entries, err := os.ReadDir(o.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var old []string
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".go" || slices.ContainsFunc(o.Files, func(f OutputFile) bool { return f.Name == e.Name() }) {
			continue
		}
		path := filepath.Join(o.Dir, e.Name())
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		if bytes.HasPrefix(content, generated) {
			old = append(old, path)
		}
	}
	return old, err
}

// Written says what [Output.Write] changed.
type Written struct {
	Written   []string `json:"written"`
	Removed   []string `json:"removed"`
	Unchanged int      `json:"unchanged"`
}

// Write brings the folder up to date: files that differ are replaced one by one,
// each atomically, and generated files that belong to nothing any more are
// removed. Files without the header of generated code are never touched; one that
// is in the way is an error before anything is written.
func (o *Output) Write() (Written, error) {
	w := Written{Written: []string{}, Removed: []string{}}
	var changed []OutputFile
	for _, f := range o.Files {
		path := filepath.Join(o.Dir, f.Name)
		have, err := os.ReadFile(path)
		switch {
		case err == nil && bytes.Equal(have, f.Content):
			w.Unchanged++
			continue
		case err == nil && !bytes.HasPrefix(have, generated):
			return w, fmt.Errorf("%s was not generated by pgen: rename it, or choose another generate.out", path)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return w, err
		}
		changed = append(changed, f)
	}
	old, err := o.leftovers()
	if err != nil {
		return w, err
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return w, err
	}
	if w.Written, err = o.replace(changed); err != nil {
		return w, err
	}
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			return w, err
		}
		w.Removed = append(w.Removed, path)
	}
	return w, nil
}

// replace writes files side by side and returns the paths of those that are done.
func (o *Output) replace(files []OutputFile) ([]string, error) {
	faults := make([]error, len(files))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files); i = int(next.Add(1)) - 1 {
				faults[i] = replaceFile(filepath.Join(o.Dir, files[i].Name), files[i].Content)
			}
		})
	}
	workers.Wait()
	written := []string{}
	for i, f := range files {
		if faults[i] == nil {
			written = append(written, filepath.Join(o.Dir, f.Name))
		}
	}
	return written, errors.Join(faults...)
}

// replaceFile writes beside the target and renames, so that no reader ever sees
// half a file.
func replaceFile(path string, content []byte) error {
	tmp := path + ".pgen-" + strconv.Itoa(os.Getpid())
	err := os.WriteFile(tmp, content, 0o644)
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(tmp))
	}
	return nil
}
