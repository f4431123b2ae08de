package gen

import (
	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/revision"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// Sum is pgen.sum computed anew, not yet written.
type Sum struct {
	// Changes are the revisions whose lines change.
	Changes []SumChange `json:"changes"`

	dir string
	sum migrate.Sum
}

// SumChange is one revision that pgen.sum does not have as its file is.
type SumChange struct {
	Revision string `json:"revision"`
	// What is "new", "text" (the meaning is the same), "meaning" or "gone".
	What string `json:"what"`
}

// Sum computes pgen.sum from the revision files and says what changes.
func (p *Project) Sum() (*Sum, error) {
	if _, err := p.History(); err != nil {
		return nil, err
	}
	dir := p.MigrationsDir()
	sum, changes, err := revision.Sum(dir, ddl.Checksum)
	if err != nil {
		return nil, err
	}
	s := &Sum{dir: dir, sum: sum, Changes: []SumChange{}}
	for _, c := range changes {
		what := "text"
		switch {
		case c.Is == "":
			what = "gone"
		case c.Was == "":
			what = "new"
		case c.MeaningChanged():
			what = "meaning"
		}
		s.Changes = append(s.Changes, SumChange{Revision: c.Revision, What: what})
	}
	return s, nil
}

// Write replaces pgen.sum.
func (s *Sum) Write() error { return revision.WriteSum(s.dir, s.sum) }
