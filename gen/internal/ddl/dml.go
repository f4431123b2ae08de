package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeData refuses a statement on rows that the server refuses before it runs.
func (s *stmt) judgeData(n *pg.Node) error {
	if len(s.bodies) > 0 || s.blind {
		return nil // what a block does to rows depends on its variables
	}
	switch x := n.GetNode().(type) {
	case *pg.Node_InsertStmt, *pg.Node_UpdateStmt, *pg.Node_DeleteStmt:
		return s.judgeQuery(n, nil, &s.Replay.seen)
	case *pg.Node_MergeStmt:
		return s.judgeQuery(n, nil, nil)
	case *pg.Node_SelectStmt:
		if x.SelectStmt.IntoClause == nil {
			return s.judgeQuery(n, nil, nil)
		}
	case *pg.Node_DeclareCursorStmt:
		return s.judgeData(x.DeclareCursorStmt.Query)
	case *pg.Node_PrepareStmt:
		return s.judgePrepared(x.PrepareStmt)
	case *pg.Node_TruncateStmt:
		return s.judgeTruncate(x.TruncateStmt)
	case *pg.Node_LockStmt:
		return s.judgeLock(x.LockStmt)
	case *pg.Node_CopyStmt:
		return s.judgeCopy(x.CopyStmt)
	case *pg.Node_VacuumStmt:
		return s.judgeVacuum(x.VacuumStmt)
	}
	return nil
}

// judgeQuery judges a query or a change of rows. What an extension that nobody made may
// have brought is no fault: a statement on rows does not install it.
func (s *stmt) judgeQuery(n *pg.Node, args []schema.Argument, seen *canon.Seen) error {
	sc := s.canonScope(scope{clause: canon.InQuery, args: args, runs: true})
	assumed := false
	sc.Assume = func(need canon.Need) { assumed = assumed || !s.known[need.Extension] }
	sc.Guessed, sc.Seen = s.guessed, seen
	if err := canon.Judge(n, sc); err != nil && !assumed {
		return s.placed(err)
	}
	return nil
}

// guessed reports whether a relation is the table of a migration tool that no statement
// creates.
func (s *stmt) guessed(schemaName, name string) bool {
	if _, ok := runnerTables[name]; !ok {
		return false
	}
	id, ok := s.Replay.relation(schemaName, name)
	return !ok || s.runners[id]
}

// judgePrepared judges the query of PREPARE, whose parameters may have types.
func (s *stmt) judgePrepared(n *pg.PrepareStmt) error {
	args := []schema.Argument{}
	for _, a := range n.Argtypes {
		t, err := s.typeOf(a.GetTypeName())
		if err != nil {
			return err
		}
		args = append(args, schema.Argument{Type: t})
	}
	return s.judgeQuery(n.Query, args, nil)
}

// changeable finds a relation that a statement names outside a query; ok is false if
// nothing is known of it.
func (s *stmt) changeable(rv *pg.RangeVar) (id schema.ID, ok bool, err error) {
	if s.guessed(rv.Schemaname, rv.Relname) || rv.Schemaname == "pg_catalog" || rv.Schemaname == "information_schema" {
		return id, false, nil
	}
	if id, ok = s.Replay.relation(rv.Schemaname, rv.Relname); !ok {
		if rv.Schemaname == "" && canon.BuiltinRelation(rv.Relname) || s.broughtIn(rv.Schemaname) {
			return id, false, nil
		}
		return id, false, s.noRelation(rv)
	}
	return id, true, nil
}

// broughtIn reports whether an extension may have made relations where a name is looked
// up.
func (s *stmt) broughtIn(schemaName string) bool {
	for _, space := range s.lookedUp(schemaName) {
		if canon.BringsRelations(s.db, space) {
			return true
		}
	}
	return false
}

// judgeTruncate judges TRUNCATE.
func (s *stmt) judgeTruncate(n *pg.TruncateStmt) error {
	var all []schema.ID
	for _, r := range n.Relations {
		rv := r.GetRangeVar()
		id, ok, err := s.changeable(rv)
		switch {
		case err != nil:
			return err
		case !ok:
			return nil
		case id.Kind != schema.KindTable:
			return s.fault(0, wrongObjectType, "%q is not a table", rv.Relname)
		}
		t, _ := schema.Get[schema.Table](s.db, id)
		if !rv.Inh && !t.PartitionBy.IsZero() {
			return hinted(s.fault(0, wrongObjectType, "cannot truncate only a partitioned table"), "do not write ONLY, or truncate the partitions")
		}
		if all = include(all, id); rv.Inh {
			all = s.withHeirs(all, id)
		}
	}
	if n.Behavior == pg.DropBehavior_DROP_CASCADE {
		return nil
	}
	for _, id := range all {
		for _, user := range s.db.UsersOfKind(id, schema.KindForeignKey) {
			if fk, ok := schema.Get[schema.ForeignKey](s.db, user); ok && fk.Parent == id && !slices.Contains(all, user.Parent()) {
				return hinted(s.fault(0, notSupported, "cannot truncate a table referenced in a foreign key constraint"),
					"truncate "+user.Parent().String()+" at the same time, or use TRUNCATE ... CASCADE")
			}
		}
	}
	return nil
}

// judgeLock judges LOCK.
func (s *stmt) judgeLock(n *pg.LockStmt) error {
	for _, r := range n.Relations {
		rv := r.GetRangeVar()
		id, ok, err := s.changeable(rv)
		if err != nil {
			return err
		}
		if ok && id.Kind != schema.KindTable && id.Kind != schema.KindView {
			return s.fault(0, wrongObjectType, "%q is not a table or view", rv.Relname)
		}
	}
	return nil
}

// withHeirs adds the partitions and children of a table, and theirs.
func (r *Replay) withHeirs(all []schema.ID, id schema.ID) []schema.ID {
	for _, child := range r.children(id) {
		if !slices.Contains(all, child) {
			all = r.withHeirs(append(all, child), child)
		}
	}
	return all
}

// judgeCopy judges COPY of a query, or of a table from or to a file.
func (s *stmt) judgeCopy(n *pg.CopyStmt) error {
	if n.Query != nil {
		return s.judgeData(n.Query)
	}
	id, ok, err := s.changeable(n.Relation)
	if err != nil || !ok {
		return err
	}
	switch {
	case id.Kind == schema.KindTable:
	case n.IsFrom && id.Kind == schema.KindView:
		if !s.insteadOfInsert(id) {
			return hinted(s.fault(0, wrongObjectType, "cannot copy to view %q", id.Name), "create an INSTEAD OF INSERT trigger for it")
		}
		return nil
	case n.IsFrom:
		return s.fault(0, wrongObjectType, "cannot copy to %s", id)
	default:
		return hinted(s.fault(0, wrongObjectType, "cannot copy from %s", id), "use COPY (SELECT ...) TO")
	}
	return s.judgeCopied(n, id)
}

// judgeCopied judges the columns of COPY.
func (s *stmt) judgeCopied(n *pg.CopyStmt, id schema.ID) error {
	for i, name := range strs(n.Attlist) {
		c, ok := schema.Get[schema.Column](s.db, id.In(schema.KindColumn, name))
		switch {
		case !ok:
			return s.fault(0, undefinedColumn, "column %q of relation %q does not exist", name, id.Name)
		case !c.Generated.IsZero():
			return s.fault(0, invalidReference, "column %q is a generated column, which COPY cannot use", name)
		case slices.Contains(strs(n.Attlist[:i]), name):
			return s.fault(0, duplicateColumn, "column %q specified more than once", name)
		}
	}
	return nil
}

func (s *stmt) insteadOfInsert(view schema.ID) bool {
	return slices.ContainsFunc(schema.PartsOf[schema.Trigger](s.db, view), func(t schema.Trigger) bool {
		return t.Timing == "instead of" && slices.Contains(t.Events, "insert")
	})
}

// judgeVacuum judges the tables and columns of VACUUM and ANALYZE. What cannot be
// analyzed is passed over with a warning.
func (s *stmt) judgeVacuum(n *pg.VacuumStmt) error {
	analyzes := !n.IsVacuumcmd || slices.ContainsFunc(n.Options, func(o *pg.Node) bool { return o.GetDefElem().GetDefname() == "analyze" && isOn(o.GetDefElem()) })
	if !analyzes && slices.ContainsFunc(n.Rels, func(r *pg.Node) bool { return len(r.GetVacuumRelation().GetVaCols()) > 0 }) {
		return hinted(s.fault(0, notSupported, "ANALYZE option must be specified when a column list is provided"), "write VACUUM (ANALYZE), or leave the columns out")
	}
	for _, r := range n.Rels {
		rel := r.GetVacuumRelation()
		id, ok, err := s.changeable(rel.Relation)
		if err != nil {
			return err
		}
		if !ok || id.Kind != schema.KindTable {
			continue
		}
		names := strs(rel.VaCols)
		for i, name := range names {
			if !s.db.Has(id.In(schema.KindColumn, name)) {
				return s.fault(0, undefinedColumn, "column %q of relation %q does not exist", name, id.Name)
			}
			if slices.Contains(names[:i], name) {
				return s.fault(0, duplicateColumn, "column %q of relation %q appears more than once", name, id.Name)
			}
		}
	}
	return nil
}
