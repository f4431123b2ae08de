package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeTrigger refuses triggers that the relation cannot have.
func (s *stmt) judgeTrigger(rel schema.ID, n *pg.CreateTrigStmt) error {
	t, isTable := schema.Get[schema.Table](s.db, rel)
	refuse := func(state, what, hint string) error {
		return hinted(s.fault(n.Relation.Location, state, "%q is a %s", rel.Name, what), hint)
	}
	instead, before := n.Timing&triggerInstead != 0, n.Timing&triggerBefore != 0
	switch {
	case rel.Kind == schema.KindView && (!instead && n.Row || n.Events&triggerTruncate != 0):
		return refuse(wrongObjectType, "view", "a view has INSTEAD OF triggers, and others for each statement only")
	case rel.Kind == schema.KindView:
	case !isTable:
		return s.fault(n.Relation.Location, wrongObjectType, "relation %q cannot have triggers", rel.Name)
	case instead:
		return refuse(wrongObjectType, "table", "INSTEAD OF triggers are for views; use BEFORE or AFTER")
	case !t.Server.IsZero() && n.Isconstraint:
		return refuse(wrongObjectType, "foreign table", "foreign tables cannot have constraint triggers")
	case !t.PartitionBy.IsZero() && n.Row && len(n.TransitionRels) > 0:
		return refuse(notSupported, "partitioned table", "row triggers of partitioned tables cannot have transition tables")
	}
	if n.Isconstraint && n.Constrrel != nil {
		if _, err := s.table(n.Constrrel); err != nil {
			return err
		}
	}
	switch {
	case n.Row && n.Events&triggerTruncate != 0:
		return s.fault(0, notSupported, "TRUNCATE FOR EACH ROW triggers are not supported")
	case instead && !n.Row:
		return s.fault(0, notSupported, "INSTEAD OF triggers must be FOR EACH ROW")
	case instead && n.WhenClause != nil:
		return s.fault(0, notSupported, "INSTEAD OF triggers cannot have WHEN conditions")
	case instead && len(n.Columns) > 0:
		return s.fault(0, notSupported, "INSTEAD OF triggers cannot have column lists")
	}
	return s.judgeTransitions(rel, t, n, !before && !instead)
}

// judgeTransitions refuses REFERENCING OLD and NEW TABLE where there are no such rows.
func (s *stmt) judgeTransitions(rel schema.ID, t schema.Table, n *pg.CreateTrigStmt, after bool) error {
	var names [2]string
	for _, r := range n.TransitionRels {
		tr := r.GetTriggerTransition()
		events, word, i := int32(triggerDelete|triggerUpdate), "OLD TABLE can only be specified for a DELETE or UPDATE trigger", 0
		if tr.IsNew {
			events, word, i = triggerInsert|triggerUpdate, "NEW TABLE can only be specified for an INSERT or UPDATE trigger", 1
		}
		several := n.Events&(n.Events-1) != 0
		switch {
		case !tr.IsTable:
			return hinted(s.fault(0, notSupported, "ROW variable naming in the REFERENCING clause is not supported"), "use OLD TABLE or NEW TABLE")
		case !t.Server.IsZero():
			return s.fault(n.Relation.Location, wrongObjectType, "%q is a foreign table", rel.Name)
		case rel.Kind == schema.KindView:
			return s.fault(n.Relation.Location, wrongObjectType, "%q is a view", rel.Name)
		case n.Row && !t.PartitionOf.IsZero():
			return s.fault(0, notSupported, "ROW triggers with transition tables are not supported on partitions")
		case n.Row && len(t.Inherits) > 0:
			return s.fault(0, notSupported, "ROW triggers with transition tables are not supported on inheritance children")
		case !after:
			return s.fault(0, invalidObject, "transition table name can only be specified for an AFTER trigger")
		case n.Events&triggerTruncate != 0:
			return s.fault(0, notSupported, "TRUNCATE triggers with transition tables are not supported")
		case several:
			return s.fault(0, notSupported, "transition tables cannot be specified for triggers with more than one event")
		case len(n.Columns) > 0:
			return s.fault(0, notSupported, "transition tables cannot be specified for triggers with column lists")
		case n.Events&events == 0:
			return s.fault(0, invalidObject, "%s", word)
		case names[i] != "":
			return s.fault(0, invalidObject, "the same transition table cannot be specified multiple times")
		case names[1-i] == tr.Name:
			return s.fault(0, invalidObject, "OLD TABLE name and NEW TABLE name cannot be the same")
		}
		names[i] = tr.Name
	}
	return nil
}

// judgeWhen refuses OLD and NEW in the condition of a trigger that has no such row.
func (s *stmt) judgeWhen(rel schema.ID, n *pg.CreateTrigStmt) error {
	if n.WhenClause == nil {
		return nil
	}
	var failed error
	tree.Walk(n.WhenClause, func(m proto.Message) bool {
		if ref, ok := m.(*pg.ColumnRef); ok && failed == nil && len(ref.Fields) > 1 {
			failed = s.judgeWhenColumn(rel, n, ref)
		}
		return failed == nil
	})
	return failed
}

func (s *stmt) judgeWhenColumn(rel schema.ID, n *pg.CreateTrigStmt, ref *pg.ColumnRef) error {
	row, name := str(ref.Fields[0]), str(ref.Fields[1])
	c, _ := schema.Get[schema.Column](s.db, rel.In(schema.KindColumn, name))
	before := n.Timing&triggerBefore != 0
	switch {
	case row != "old" && row != "new":
		return nil
	case !n.Row:
		return s.fault(ref.Location, invalidObject, "statement trigger's WHEN condition cannot reference column values")
	case row == "old" && n.Events&triggerInsert != 0:
		return s.fault(ref.Location, invalidObject, "INSERT trigger's WHEN condition cannot reference OLD values")
	case row == "new" && n.Events&triggerDelete != 0:
		return s.fault(ref.Location, invalidObject, "DELETE trigger's WHEN condition cannot reference NEW values")
	case row == "new" && before && systemColumns[name]:
		return s.fault(ref.Location, notSupported, "BEFORE trigger's WHEN condition cannot reference NEW system columns")
	case row == "new" && before && !c.Generated.IsZero():
		return s.fault(ref.Location, invalidObject, "BEFORE trigger's WHEN condition cannot reference NEW generated columns")
	}
	return nil
}

// judgeReplaced gives 42710 if the name is taken by a trigger that must not be replaced.
func (s *stmt) judgeReplaced(t schema.Trigger, replace bool) error {
	rel := t.ID.Parent()
	old, taken := schema.Get[schema.Trigger](s.db, t.ID)
	switch {
	case !taken:
	case !replace:
		return s.nameFault(t.ID.Name, duplicateObject, "trigger %q for relation %q already exists", t.ID.Name, rel.Name)
	case s.ofParent(old):
		return s.nameFault(t.ID.Name, duplicateObject, "trigger %q for relation %q is an internal or a child trigger", t.ID.Name, rel.Name)
	case old.Constraint:
		return s.nameFault(t.ID.Name, duplicateObject, "trigger %q for relation %q is a constraint trigger", t.ID.Name, rel.Name)
	}
	for _, table := range s.withCopies(t) {
		if !replace && s.db.Has(table.In(schema.KindTrigger, t.ID.Name)) {
			return s.nameFault(t.ID.Name, duplicateObject, "trigger %q for relation %q already exists", t.ID.Name, table.Name)
		}
	}
	return nil
}

// withCopies returns the table of a trigger, and those that have a copy of it: the
// partitions at all levels if it is for each row.
func (s *stmt) withCopies(t schema.Trigger) []schema.ID {
	tables := []schema.ID{t.ID.Parent()}
	if t.Row {
		tables = append(tables, s.partitionTree(t.ID.Parent())...)
	}
	return tables
}

// forgetClones removes the triggers of the partitions that a replaced one of their parent
// takes the place of.
func (s *stmt) forgetClones(rel schema.ID, name string) {
	for _, child := range s.partitions(rel) {
		s.remove(child.In(schema.KindTrigger, name))
		s.forgetClones(child, name)
	}
}

// ofParent reports whether a trigger of a partition is the copy of its parent's.
func (s *stmt) ofParent(t schema.Trigger) bool {
	rel, _ := schema.Get[schema.Table](s.db, t.ID.Parent())
	parent, ok := schema.Get[schema.Trigger](s.db, rel.PartitionOf.In(schema.KindTrigger, t.ID.Name))
	return ok && !rel.PartitionOf.IsZero() && parent.Row && t.Row && parent.Function == t.Function
}

// judgeAttached gives the error for the triggers of a table, and of those below it, that
// is about to get those of its parent.
func (s *stmt) judgeAttached(child, parent schema.ID) error {
	if err := s.judgeTransitional(child, "a partition"); err != nil {
		return err
	}
	tables := append([]schema.ID{child}, s.partitionTree(child)...)
	for _, t := range schema.PartsOf[schema.Trigger](s.db, parent) {
		for _, table := range tables {
			if t.Row && s.db.Has(table.In(schema.KindTrigger, t.ID.Name)) {
				return s.nameFault(child.Name, duplicateObject, "trigger %q for relation %q already exists", t.ID.Name, table.Name)
			}
		}
	}
	return nil
}

// judgeTransitional gives 0A000 for a row trigger with transition tables, which no
// partition and no heir can have.
func (s *stmt) judgeTransitional(child schema.ID, what string) error {
	for _, t := range schema.PartsOf[schema.Trigger](s.db, child) {
		if t.Row && t.OldTable+t.NewTable != "" {
			return hinted(s.nameFault(child.Name, notSupported, "trigger %q prevents table %q from becoming %s", t.ID.Name, child.Name, what),
				"row triggers with transition tables are not supported there")
		}
	}
	return nil
}
