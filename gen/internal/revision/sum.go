package revision

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// FolderSum is the pgen.sum of one folder.
type FolderSum struct {
	Dir string
	Sum migrate.Sum
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

// Sum computes the pgen.sum of each folder anew and returns them with what differs
// from those that are there; it writes nothing. A pgen.sum that does not hold
// together counts as empty, since it is about to be replaced.
func Sum(dirs []string, checksum Checksum) ([]FolderSum, []SumChange, error) {
	history, err := migrate.LoadDir(dirs...)
	if err != nil {
		return nil, nil, err
	}
	var sums []FolderSum
	var changes []SumChange
	for _, dir := range dirs {
		old, err := readSum(dir)
		var broken *migrate.FileError
		if err != nil && !errors.As(err, &broken) {
			return nil, nil, err
		}
		sum, found, err := sumFolder(history, dir, old, checksum)
		if err != nil {
			return nil, nil, err
		}
		sums, changes = append(sums, FolderSum{Dir: dir, Sum: sum}), append(changes, found...)
	}
	return sums, changes, nil
}

func sumFolder(history *migrate.History, dir string, old migrate.Sum, checksum Checksum) (sum migrate.Sum, changes []SumChange, err error) {
	for _, rev := range history.Revisions() {
		if filepath.Dir(rev.File) != filepath.Clean(dir) {
			continue
		}
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
		if _, ok := sum.Find(was.ID); !ok {
			changes = append(changes, SumChange{Revision: was.ID, Was: was.Meaning})
		}
	}
	return sum, changes, nil
}

// WriteSums replaces the pgen.sum of each folder.
func WriteSums(sums []FolderSum) error {
	changes := make([]change, len(sums))
	for i, s := range sums {
		changes[i] = sumFile(s.Dir, s.Sum)
	}
	return replaceAll(changes)
}

// Resum brings the line of one revision in the pgen.sum of its folder up to date
// and leaves the others as they are.
func Resum(dirs []string, into, id string, checksum Checksum) error {
	history, err := migrate.LoadDir(dirs...)
	if err != nil {
		return err
	}
	sum, err := readSum(into)
	if err != nil {
		return err
	}
	rev := history.Revision(id)
	if rev == nil {
		return fmt.Errorf("revision %s is gone from %s: bring the file back", id, into)
	}
	data, err := os.ReadFile(rev.File)
	if err != nil {
		return err
	}
	line, err := sumLine(rev, rev.File, data, checksum)
	if err != nil {
		return err
	}
	if was, ok := sum.Find(id); ok && was == line {
		return nil
	}
	sum = slices.DeleteFunc(sum, func(l migrate.SumLine) bool { return l.ID == id })
	return replaceAll([]change{sumFile(into, append(sum, line))})
}
