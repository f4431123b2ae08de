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

// Write writes a new revision of the history in dirs into one of them and its
// line into the pgen.sum there, and returns the file's path. Nothing is written
// when the file is there already, when the revision cannot be read back, when it
// does not fit into the history, or when its checksum cannot be computed.
func Write(dirs []string, into string, rev *migrate.Revision, checksum Checksum) (string, error) {
	path := filepath.Join(into, rev.ID+".sql")
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
	history, err := migrate.LoadDir(dirs...)
	if err != nil {
		return "", err
	}
	if _, err := migrate.NewHistory(append(history.Revisions(), parsed)); err != nil {
		return "", err
	}
	sum, err := readSum(into)
	if err != nil {
		return "", err
	}
	line, err := sumLine(parsed, path, data, checksum)
	if err != nil {
		return "", err
	}
	return path, replaceAll([]change{{path: path, data: data}, sumFile(into, append(sum, line))})
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

// readSum reads the pgen.sum of a folder, which may be missing.
func readSum(dir string) (migrate.Sum, error) {
	path := filepath.Join(dir, migrate.SumFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return migrate.ParseSum(path, data)
}

func sumFile(dir string, sum migrate.Sum) change {
	return change{path: filepath.Join(dir, migrate.SumFile), data: sum.Format()}
}

func sumLine(rev *migrate.Revision, path string, data []byte, checksum Checksum) (migrate.SumLine, error) {
	f, err := source.New(path, string(data))
	if err != nil {
		return migrate.SumLine{}, err
	}
	meaning, err := Meaning(rev, f, checksum)
	return migrate.SumLine{ID: rev.ID, Meaning: meaning, Bytes: migrate.HashBytes(data)}, err
}

// WriteAll writes revisions into a folder without any, as an import does, with
// their pgen.sum. Nothing is written when one of them is refused.
func WriteAll(dir string, revisions []*migrate.Revision, checksum Checksum) error {
	var files []change
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
		files, sum, parsed = append(files, change{path: filepath.Join(dir, name), data: data}), append(sum, line), append(parsed, back)
	}
	if _, err := migrate.NewHistory(parsed); err != nil {
		return err
	}
	return replaceAll(append(files, sumFile(dir, sum)))
}
