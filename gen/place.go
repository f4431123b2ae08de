package gen

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pgen-go/pgen/gen/internal/revision"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// setParents lets the revision follow the head, or what was asked for.
func setParents(rev *migrate.Revision, history *migrate.History, o ReviseOptions) error {
	heads := o.Heads
	if len(heads) == 0 && len(history.Revisions()) > 0 {
		heads = []string{"head"}
	}
	for _, target := range heads {
		ids, err := history.Resolve(target, nil)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if len(history.Children(id)) > 0 && !o.Splice {
				return fmt.Errorf("%s is not a head: --splice starts a branch there", id)
			}
			if !slices.Contains(rev.Parents, id) {
				rev.Parents = append(rev.Parents, id)
			}
		}
	}
	return checkParents(rev, history, o.Merge)
}

// checkParents refuses parents of which one follows another, and a merge of one.
func checkParents(rev *migrate.Revision, history *migrate.History, merge bool) error {
	if merge && len(rev.Parents) < 2 {
		return errors.New("there is nothing to merge: it takes two heads or more; pgen heads lists them")
	}
	for _, id := range rev.Parents {
		for _, other := range rev.Parents {
			if other != id && slices.Contains(history.Ancestors(id), other) {
				return fmt.Errorf("%s follows %s already: leave %s out", id, other, other)
			}
		}
	}
	return nil
}

// setDependencies resolves the revisions of other branches that must be applied
// before. What the revision follows anyway is refused: the line would say nothing.
func setDependencies(rev *migrate.Revision, history *migrate.History, targets []string) error {
	for _, target := range targets {
		other, err := history.ResolveOne(target, nil)
		switch {
		case err != nil:
			return err
		case slices.Contains(history.Needs(rev.Parents...), other.ID):
			return fmt.Errorf("--depends-on %s: the new revision follows %s anyway; leave it out", target, other.ID)
		case !slices.Contains(rev.DependsOn, other.ID):
			rev.DependsOn = append(rev.DependsOn, other.ID)
		}
	}
	return nil
}

// folderFor finds the folder of a new revision.
func (p *Project) folderFor(rev *migrate.Revision, history *migrate.History, asked string) (string, error) {
	dirs := p.Folders()
	switch {
	case asked != "":
		for _, dir := range dirs {
			if same, err := sameFolder(dir, asked); same || err != nil {
				return dir, err
			}
		}
		return "", fmt.Errorf("--version-path %s: no such folder in this project: it is one of %s, "+
			"or add it to migrations in pgen.yaml", asked, strings.Join(dirs, ", "))
	case len(dirs) == 1:
		return dirs[0], nil
	case len(rev.Parents) > 0:
		return filepath.Dir(history.Revision(rev.Parents[0]).File), nil
	}
	return "", fmt.Errorf("a revision that follows none could go into %s: --version-path says where", strings.Join(dirs, " or "))
}

func sameFolder(a, b string) (bool, error) {
	x, err := filepath.Abs(a)
	if err != nil {
		return false, err
	}
	y, err := filepath.Abs(b)
	return x == y, err
}

// naming is how new revisions are called.
func (p *Project) naming(now time.Time) (revision.Naming, error) {
	c := p.config.Revision
	if c.Timezone != "" {
		zone, err := time.LoadLocation(c.Timezone)
		if err != nil {
			return revision.Naming{}, fmt.Errorf("revision.timezone: %w", err)
		}
		now = now.In(zone)
	}
	return revision.Naming{Template: c.FileTemplate, SlugLength: c.SlugLength, Now: now}, nil
}
