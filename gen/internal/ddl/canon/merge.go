package canon

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// mergeInto resolves MERGE.
func (a *analyzer) mergeInto(s *pg.MergeStmt) (*term, []sourceColumn) {
	if s.WithClause.GetRecursive() {
		a.fail("42601", 0, "", "WITH RECURSIVE is not supported for MERGE statement")
	}
	a.judgeUnreachable(s.MergeWhenClauses)
	out, done := a.target("merge", s.Relation, s.WithClause)
	defer done()
	target := a.names.sources[0]
	a.judgeMergeTarget(target.relation)
	source := a.fromNode(s.SourceRelation)
	a.judgeTwice(a.names.sources, source.sources)
	both := a.names
	both.sources = append(both.sources[:1:1], source.sources...)
	both.columns = append(both.columns[:len(both.columns):len(both.columns)], source.columns...)
	out.args = append(out.args, source.key, a.inside(inJoin, func() *term { return a.condition(s.JoinCondition) }))
	for _, n := range s.MergeWhenClauses {
		w := n.GetMergeWhenClause()
		if a.names = both; !w.Matched {
			a.names = &names{outer: both.outer, sources: source.sources, columns: source.columns}
		}
		out.args = append(out.args, a.mergeWhen(w, target))
	}
	a.names = both
	return out, nil
}

// mergeWhen resolves one WHEN with what is done then.
func (a *analyzer) mergeWhen(w *pg.MergeWhenClause, target *tableSource) *term {
	out := form("when "+w.CommandType.String(), schema.Type{})
	if w.Matched {
		out.text = "matched " + out.text
	}
	if w.Condition != nil {
		out.args = append(out.args, form("and", boolean, a.inside(inMergeWhen, func() *term { return a.condition(w.Condition) })))
	}
	switch w.CommandType {
	case pg.CmdType_CMD_UPDATE:
		if !a.verdict {
			out.args = append(out.args, a.assignments(w.TargetList)...)
			break
		}
		a.judgeAssignments(w.TargetList)
		a.judgeUpdated(w.TargetList)
	case pg.CmdType_CMD_INSERT:
		out.args = append(out.args, form(w.Override.String(), schema.Type{}))
		out.args = append(out.args, a.mergeInsert(w, target)...)
	}
	return out
}

// mergeInsert resolves WHEN NOT MATCHED THEN INSERT, which sees the source only.
func (a *analyzer) mergeInsert(w *pg.MergeWhenClause, target *tableSource) []*term {
	source := a.names
	a.names = &names{outer: source.outer, sources: []*tableSource{target}, columns: target.columns}
	g := a.targetColumns(w.TargetList, target.columns)
	a.names = source
	if len(w.Values) == 0 {
		return nil
	}
	if a.verdict {
		row := &pg.Node{Node: &pg.Node_List{List: &pg.List{Items: w.Values}}}
		a.judgeRows([]*pg.Node{row}, g, target.open)
		a.judgeGiven(g, target.relation, w.Override)
		return nil
	}
	var out []*term
	for i, t := range a.cells(w.Values) {
		if i < len(g.columns) {
			t = form("set", schema.Type{}, g.columns[i].ref, a.coerce(t, plain(a.base(g.types[i]))))
		}
		out = append(out, t)
	}
	return out
}

// judgeUnreachable gives 42601 for a WHEN behind one of its kind without condition.
func (a *analyzer) judgeUnreachable(nodes []*pg.Node) {
	var matched, missed bool
	for _, n := range nodes {
		w := n.GetMergeWhenClause()
		done := &missed
		if w.Matched {
			done = &matched
		}
		if *done {
			a.fail("42601", 0, "", "unreachable WHEN clause specified after unconditional WHEN clause")
		}
		*done = w.Condition == nil
	}
}

// judgeMergeTarget gives 0A000 for what no version of the server merges into.
func (a *analyzer) judgeMergeTarget(id schema.ID) {
	t, isTable := schema.Get[schema.Table](a.sc.DB, id)
	switch {
	case !a.verdict || id.IsZero() || id.Kind == schema.KindView:
	case !isTable || !t.Server.IsZero():
		a.fail("0A000", 0, "", "cannot execute MERGE on relation %q", id.Name)
	case len(schema.PartsOf[schema.Rule](a.sc.DB, id)) > 0:
		a.fail("0A000", 0, "", "cannot execute MERGE on relation %q, which has rules", id.Name)
	}
}
