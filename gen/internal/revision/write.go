package revision

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/source"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// Checksum computes the checksum of the meaning of SQL text.
type Checksum func(*source.File) (string, error)

// Meaning returns the checksum of a revision for pgen.sum: over what it
// follows and what its up steps do and how. Comments, layout, the message, the
// timeouts and the way down are not part of it, so they may be improved after
// the revision has been applied.
func Meaning(rev *migrate.Revision, f *source.File, checksum Checksum) (string, error) {
	h := sha256.New()
	add := func(words ...string) {
		for _, w := range words {
			_, _ = fmt.Fprintf(h, "%d:%s\n", len(w), w)
		}
	}
	add("revises", strings.Join(rev.Parents, ","), strings.Join(rev.DependsOn, ","))
	pieces := parts(rev.Up, f)
	for _, step := range rev.Up {
		add("step", fmt.Sprint(step.NoTransaction), step.Role, step.Function)
		if step.SQL == "" {
			continue
		}
		sum, err := checksum(pieces[0])
		if err != nil {
			return "", err
		}
		add(sum)
		pieces = pieces[1:]
	}
	return "p1:" + hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// Write writes a new revision into the folder and its line into pgen.sum, and
// returns the file's path. Nothing is written when the file is there already,
// when the revision cannot be read back, when it does not fit into the history,
// or when its checksum cannot be computed.
func Write(dir string, rev *migrate.Revision, checksum Checksum) (string, error) {
	name := rev.ID + ".sql"
	path := filepath.Join(dir, name)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = fmt.Errorf("%s: the file is there already; choose another message or --rev-id", path)
		}
		return "", err
	}
	data, parsed, err := format(path, rev)
	if err != nil {
		return "", err
	}
	history, sum, err := load(dir)
	if err != nil {
		return "", err
	}
	if _, err := migrate.NewHistory(append(history.Revisions(), parsed)); err != nil {
		return "", err
	}
	line, err := sumLine(parsed, path, data, checksum)
	if err != nil {
		return "", err
	}
	return path, replaceAll(dir, []file{{name, data}, {migrate.SumFile, append(sum, line).Format()}})
}

// format writes a revision and reads it back.
func format(path string, rev *migrate.Revision) ([]byte, *migrate.Revision, error) {
	for _, text := range append(texts(rev.Up), texts(rev.Down)...) {
		if strings.Contains("\n"+text, "\n-- pgen:") {
			return nil, nil, fmt.Errorf("revision %s: a line of its SQL starts with \"-- pgen:\", where the file would be cut; indent the line", rev.ID)
		}
	}
	data := migrate.Format(rev)
	back, err := migrate.Parse(path, data)
	if err != nil {
		return nil, nil, fmt.Errorf("revision %s cannot be read back: %w", rev.ID, err)
	}
	return data, back, nil
}

func texts(steps []migrate.Step) []string {
	out := make([]string, len(steps))
	for i, step := range steps {
		out[i] = step.SQL
	}
	return out
}

// load reads the history and pgen.sum, which may be missing.
func load(dir string) (*migrate.History, migrate.Sum, error) {
	history, err := migrate.LoadDir(dir)
	if err != nil {
		return nil, nil, err
	}
	sumPath := filepath.Join(dir, migrate.SumFile)
	data, err := os.ReadFile(sumPath)
	if errors.Is(err, fs.ErrNotExist) {
		return history, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	sum, err := migrate.ParseSum(sumPath, data)
	return history, sum, err
}

func sumLine(rev *migrate.Revision, path string, data []byte, checksum Checksum) (migrate.SumLine, error) {
	f, err := source.New(path, string(data))
	if err != nil {
		return migrate.SumLine{}, err
	}
	meaning, err := Meaning(rev, f, checksum)
	return migrate.SumLine{ID: rev.ID, Meaning: meaning, Bytes: migrate.HashBytes(data)}, err
}

// SumChange is what Sum found about one revision.
type SumChange struct {
	Revision string
	// Was and Is are the checksums of the meaning, "" for a revision that pgen.sum
	// did not have or whose file is gone. They are equal when only the text has
	// changed.
	Was, Is string
}

// MeaningChanged reports whether the revision now does something else than when
// it was summed. Such a revision must not have been applied anywhere.
func (c SumChange) MeaningChanged() bool { return c.Was != "" && c.Was != c.Is }

// Sum computes pgen.sum anew and returns it with what differs from the one in
// the folder; it writes nothing. A pgen.sum that does not hold together counts
// as empty, since it is about to be replaced.
func Sum(dir string, checksum Checksum) (migrate.Sum, []SumChange, error) {
	history, old, err := load(dir)
	if history == nil {
		return nil, nil, err
	}
	var sum migrate.Sum
	var changes []SumChange
	for _, rev := range history.Revisions() {
		data, err := os.ReadFile(rev.File)
		if err != nil {
			return nil, nil, err
		}
		line, err := sumLine(rev, rev.File, data, checksum)
		if err != nil {
			return nil, nil, err
		}
		sum = append(sum, line)
		if was, ok := old.Find(rev.ID); !ok || was != line {
			changes = append(changes, SumChange{Revision: rev.ID, Was: was.Meaning, Is: line.Meaning})
		}
	}
	for _, was := range old {
		if history.Revision(was.ID) == nil {
			changes = append(changes, SumChange{Revision: was.ID, Was: was.Meaning})
		}
	}
	return sum, changes, nil
}

// WriteSum replaces pgen.sum.
func WriteSum(dir string, sum migrate.Sum) error {
	return replaceAll(dir, []file{{migrate.SumFile, sum.Format()}})
}

// WriteAll writes revisions into a folder without any, as an import does, with
// their pgen.sum. Nothing is written when one of them is refused.
func WriteAll(dir string, revisions []*migrate.Revision, checksum Checksum) error {
	var files []file
	var sum migrate.Sum
	var parsed []*migrate.Revision
	for _, rev := range revisions {
		name := rev.ID + ".sql"
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return fmt.Errorf("%s: the file is there already; import into an empty folder", filepath.Join(dir, name))
		}
		data, back, err := format(filepath.Join(dir, name), rev)
		if err != nil {
			return err
		}
		line, err := sumLine(back, filepath.Join(dir, name), data, checksum)
		if err != nil {
			return err
		}
		files, sum, parsed = append(files, file{name, data}), append(sum, line), append(parsed, back)
	}
	if _, err := migrate.NewHistory(parsed); err != nil {
		return err
	}
	return replaceAll(dir, append(files, file{migrate.SumFile, sum.Format()}))
}
