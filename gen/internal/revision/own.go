package revision

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// pgen reads pgen's own revisions, each after what it follows.
func (r *reader) pgen() {
	history, err := migrate.LoadDir(r.path)
	if err != nil {
		r.err = err
		return
	}
	for _, rev := range history.Revisions() {
		f := r.load(rev.ID + ".sql")
		if f == nil {
			continue
		}
		r.add(FromRevision(rev, f))
	}
}

// FromRevision cuts the file of a revision into its steps.
func FromRevision(rev *migrate.Revision, f *source.File) Migration {
	return Migration{ID: rev.ID, Up: parts(rev.Up, f), Down: parts(rev.Down, f)}
}

// Open reads the history in the folders together with the text of each file, by
// revision id.
func Open(dirs ...string) (*migrate.History, map[string]*source.File, error) {
	history, err := migrate.LoadDir(dirs...)
	if err != nil {
		return nil, nil, err
	}
	files := map[string]*source.File{}
	for _, rev := range history.Revisions() {
		if files[rev.ID], err = source.Load(rev.File); err != nil {
			return nil, nil, err
		}
	}
	return history, files, nil
}

// parts finds the text of steps in the file. A step starts on its line.
func parts(steps []migrate.Step, f *source.File) []*source.File {
	var out []*source.File
	line, offset := 1, 0
	for _, step := range steps {
		for line < step.Line {
			next := strings.IndexByte(f.Text[offset:], '\n')
			if next < 0 {
				break
			}
			offset += next + 1
			line++
		}
		if step.SQL != "" {
			out = append(out, f.Part(offset, offset+len(step.SQL)))
		}
	}
	return out
}
