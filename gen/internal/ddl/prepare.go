package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// prepare keeps the query of a PREPARE for CREATE TABLE AS EXECUTE; it lasts as long as
// the session, which is the file.
func (r *Replay) prepare(n *pg.PrepareStmt) {
	if r.prepared == nil {
		r.prepared = map[string]*pg.PrepareStmt{}
	}
	r.prepared[n.Name] = proto.Clone(n).(*pg.PrepareStmt) // its tree is gone when the statement is executed
}

// deallocate forgets one prepared statement, or all if the name is empty.
func (r *Replay) deallocate(name string) {
	if name == "" {
		clear(r.prepared)
	}
	delete(r.prepared, name)
}

// executed finds the query that EXECUTE runs, with the types of its parameters.
func (s *stmt) executed(n *pg.ExecuteStmt) (*pg.Node, []schema.Argument, bool) {
	p, ok := s.prepared[n.Name]
	if !ok || p.Query.GetSelectStmt() == nil || p.Query.GetSelectStmt().IntoClause != nil {
		return nil, nil, false
	}
	args := make([]schema.Argument, len(p.Argtypes))
	for i, t := range p.Argtypes {
		var err error
		if args[i].Type, err = s.typeOf(t.GetTypeName()); err != nil {
			return nil, nil, false
		}
	}
	return p.Query, args, true
}

// explainOptions are what EXPLAIN takes in parentheses.
var explainOptions = wordSet("analyze verbose costs buffers wal settings generic_plan timing summary format memory serialize")

// explain runs EXPLAIN: with ANALYZE the statement is run, without it is only judged.
func (s *stmt) explain(n *pg.ExplainStmt) error {
	analyze := false
	for _, o := range n.Options {
		d := o.GetDefElem()
		switch on, ok := boolOption(d); {
		case !explainOptions[d.Defname]:
			return s.fault(d.Location, syntaxError, "unrecognized EXPLAIN option %q", d.Defname)
		case d.Defname == "format" || d.Defname == "serialize":
		case !ok:
			return s.fault(d.Location, syntaxError, "%s requires a Boolean value", d.Defname)
		case d.Defname == "analyze":
			analyze = on == "true"
		}
	}
	if analyze {
		return s.apply(n.Query)
	}
	mark, blind := len(s.journal), s.blind
	err := s.apply(n.Query)
	s.undo(mark)
	s.blind = blind
	s.found = slices.DeleteFunc(s.found, func(d source.Diagnostic) bool { return d.Severity == source.Opaque })
	return err
}
