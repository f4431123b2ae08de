package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// dropTemporary removes everything in the temporary schema.
func (r *Replay) dropTemporary() {
	if !r.temporary {
		return
	}
	r.temporary = false
	s := &stmt{Replay: r}
	d := &dropper{r: r, fates: map[schema.ID]*fate{}}
	d.addSchema(schema.NewSchema(temporarySchema))
	_ = s.drop(d.ordered(), true, 0)
}

// onCommit remembers a table that goes when its transaction commits.
func (s *stmt) onCommit(table schema.ID, action pg.OnCommitAction) {
	if action != pg.OnCommitAction_ONCOMMIT_DROP {
		return
	}
	before := s.passing
	s.journal = append(s.journal, change{undo: func() { s.passing = before }})
	s.passing = append(s.passing[:len(before):len(before)], table)
}

// dropPassing drops what ON COMMIT DROP says, at the end of a transaction.
func (r *Replay) dropPassing() {
	if len(r.passing) == 0 {
		return
	}
	tables := r.passing
	r.passing = nil
	_ = (&stmt{Replay: r}).drop(tables, true, 0) // with CASCADE it cannot fail
}

// judgeKin refuses a temporary relative of a permanent table, and the reverse.
func (s *stmt) judgeKin(parent, child schema.ID, partition, attach bool, at int32) error {
	above, below := parent.Schema == temporarySchema, child.Schema == temporarySchema
	verb := "create"
	if attach {
		verb = "attach"
	}
	switch {
	case above && !below && partition:
		return s.fault(at, wrongObjectType, "cannot %s a permanent relation as partition of temporary relation %q", verb, parent.Name)
	case above && !below:
		return s.fault(at, wrongObjectType, "cannot inherit from temporary relation %q", parent.Name)
	case below && !above && partition:
		return s.fault(at, wrongObjectType, "cannot %s a temporary relation as partition of permanent relation %q", verb, parent.Name)
	}
	return nil
}

// judgePlace refuses a relation that does not fit the schema it is made in.
func (s *stmt) judgePlace(rv *pg.RangeVar, target string) error {
	switch temporary := target == temporarySchema; {
	case rv.Relpersistence == "t" && !temporary:
		return s.fault(rv.Location, invalidTable, "cannot create temporary relation in non-temporary schema")
	case rv.Relpersistence == "u" && temporary:
		return s.fault(rv.Location, invalidTable, "only temporary relations may be created in temporary schemas")
	}
	return nil
}
