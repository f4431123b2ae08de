package gen

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/revision"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// Sum holds the pgen.sum of each folder computed anew, not yet written.
type Sum struct {
	// Changes are the revisions whose lines change.
	Changes []SumChange `json:"changes"`
	// Warnings tell of changed revisions whose SQL pgen's parser does not take. That
	// is no reason to refuse them: the server may know a newer grammar.
	Warnings []Diagnostic `json:"warnings,omitempty"`

	sums []revision.FolderSum
}

// SumChange is one revision that pgen.sum does not have as its file is.
type SumChange struct {
	Revision string `json:"revision"`
	// What is "new", "text" (the meaning is the same), "meaning" or "gone".
	What string `json:"what"`
}

// Sum computes the pgen.sum of each folder from the revision files and says what
// changes.
func (p *Project) Sum() (*Sum, error) {
	if err := p.checkOwnLayout(); err != nil {
		return nil, err
	}
	history, files, err := revision.Open(p.Folders()...)
	if err != nil {
		return nil, err
	}
	sums, changes, err := revision.Sum(p.Folders(), ddl.Checksum)
	if err != nil {
		return nil, err
	}
	s := &Sum{sums: sums, Changes: []SumChange{}}
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
		if rev := history.Revision(c.Revision); rev != nil {
			s.Warnings = append(s.Warnings, publish(syntaxFaults(revision.FromRevision(rev, files[rev.ID])))...)
		}
	}
	return s, nil
}

// syntaxFaults parses the SQL of both directions.
func syntaxFaults(m revision.Migration) source.Diagnostics {
	var found source.Diagnostics
	for _, f := range slices.Concat(m.Up, m.Down) {
		_, faults := ddl.Statements(f)
		for _, fault := range faults {
			fault.Severity = source.Warning
			found = append(found, fault)
		}
	}
	return found
}

// Write replaces the pgen.sum of each folder.
func (s *Sum) Write() error { return revision.WriteSums(s.sums) }
