package ddl

import (
	"math"
	"strconv"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// limits are the bounds of the integer types of sequences.
var limits = map[string]struct{ min, max int64 }{
	"int2": {math.MinInt16, math.MaxInt16}, "int4": {math.MinInt32, math.MaxInt32}, "int8": {math.MinInt64, math.MaxInt64},
}

// createSequence runs CREATE SEQUENCE.
func (s *stmt) createSequence(n *pg.CreateSeqStmt) error {
	target, err := s.targetOf(n.Sequence)
	if err != nil {
		return err
	}
	id := schema.ID{Kind: schema.KindSequence, Schema: target, Name: n.Sequence.Relname}
	if err := s.freeRelation(target, id.Name, false, n.Sequence.Location); err != nil {
		if n.IfNotExists {
			return nil
		}
		return err
	}
	seq := schema.Sequence{Header: s.header(id), Persistence: persistence(n.Sequence)}
	if seq, err = s.sequenceOptions(seq, n.Options, true); err != nil {
		return err
	}
	s.put(seq)
	return nil
}

// alterSequence runs ALTER SEQUENCE.
func (s *stmt) alterSequence(n *pg.AlterSeqStmt) error {
	id, ok := s.find(n.Sequence)
	if !ok {
		if n.MissingOk {
			return nil
		}
		return s.noRelation(n.Sequence)
	}
	seq, ok := schema.Get[schema.Sequence](s.db, id)
	if !ok {
		return s.fault(n.Sequence.Location, wrongObjectType, "%q is not a sequence", id.Name)
	}
	seq, err := s.sequenceOptions(seq, n.Options, false)
	if err != nil {
		return err
	}
	s.put(seq)
	return nil
}

// given holds the options that stand in a statement.
type given struct {
	start, increment, min, max, cache, restart *pg.DefElem

	minSet, maxSet, typeSet bool
}

// sequenceOptions applies options to a sequence and fills in the server's defaults.
func (s *stmt) sequenceOptions(seq schema.Sequence, options []*pg.Node, isNew bool) (schema.Sequence, error) {
	var g given
	before := seq
	if isNew {
		seq.Type, seq.Increment, seq.Cache = firstOf(seq.Type, "int8"), 1, 1
	}
	for _, o := range options {
		d := o.GetDefElem()
		var err error
		switch d.Defname {
		case "as":
			g.typeSet = true
			seq.Type, err = s.sequenceType(d)
		case "increment":
			g.increment = d
		case "start":
			g.start = d
		case "minvalue":
			g.min, g.minSet = d, true
		case "maxvalue":
			g.max, g.maxSet = d, true
		case "cache":
			g.cache = d
		case "restart":
			g.restart = d
		case "cycle":
			seq.Cycle = d.Arg.GetBoolean().GetBoolval()
		case "owned_by":
			seq.OwnedBy, err = s.sequenceOwner(d, seq.ID)
		}
		if err != nil {
			return seq, err
		}
	}
	return s.fillSequence(seq, before, g, isNew)
}

func (s *stmt) fillSequence(seq, before schema.Sequence, g given, isNew bool) (schema.Sequence, error) {
	if g.increment != nil {
		seq.Increment = number(g.increment)
		if seq.Increment == 0 {
			return seq, s.fault(g.increment.Location, invalidParameter, "INCREMENT must not be zero")
		}
	}
	if g.cache != nil {
		seq.Cache = number(g.cache)
	}
	l, up := limits[seq.Type], seq.Increment > 0
	// Changing the type moves bounds that were the old type's own.
	resetMax := g.typeSet && !isNew && before.Max == limits[before.Type].max
	resetMin := g.typeSet && !isNew && before.Min == limits[before.Type].min
	switch {
	case g.maxSet && g.max.Arg != nil:
		seq.Max = number(g.max)
	case isNew || g.maxSet || resetMax:
		if seq.Max = -1; up {
			seq.Max = l.max
		} else if resetMax {
			seq.Max = l.max
		}
	}
	switch {
	case g.minSet && g.min.Arg != nil:
		seq.Min = number(g.min)
	case isNew || g.minSet || resetMin:
		if seq.Min = l.min; up && !resetMin {
			seq.Min = 1
		}
	}
	if seq.Min >= seq.Max {
		return seq, s.fault(0, invalidParameter, "MINVALUE (%d) must be less than MAXVALUE (%d)", seq.Min, seq.Max)
	}
	switch {
	case g.start != nil:
		seq.Start = number(g.start)
	case isNew && up:
		seq.Start = seq.Min
	case isNew:
		seq.Start = seq.Max
	}
	if g.restart != nil && g.restart.Arg != nil {
		if v := number(g.restart); v < seq.Min || v > seq.Max {
			return seq, s.fault(0, invalidParameter, "RESTART value (%d) is not between MINVALUE (%d) and MAXVALUE (%d)", v, seq.Min, seq.Max)
		}
	}
	if seq.Start < seq.Min || seq.Start > seq.Max {
		return seq, s.fault(0, invalidParameter, "START value (%d) is not between MINVALUE (%d) and MAXVALUE (%d)", seq.Start, seq.Min, seq.Max)
	}
	return seq, nil
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (s *stmt) sequenceType(d *pg.DefElem) (string, error) {
	t, err := s.typeOf(d.Arg.GetTypeName())
	if err != nil {
		return "", err
	}
	if _, ok := limits[t.Name]; !ok || !t.Builtin() || t.Array {
		return "", s.fault(d.Location, invalidParameter, "sequence type must be smallint, integer, or bigint")
	}
	return t.Name, nil
}

// number reads a whole number, which the parser keeps as text when it is large.
func number(d *pg.DefElem) int64 {
	v, _ := strconv.ParseInt(constantText(d.Arg), 10, 64)
	return v
}

// sequenceOwner resolves OWNED BY.
func (s *stmt) sequenceOwner(d *pg.DefElem, seq schema.ID) (schema.ID, error) {
	parts := d.Arg.GetList().GetItems()
	names := strs(parts)
	if len(names) == 1 && names[0] == "none" {
		return schema.ID{}, nil
	}
	if len(names) < 2 {
		return schema.ID{}, hinted(s.fault(d.Location, syntaxError, "invalid OWNED BY option"),
			"specify OWNED BY table.column or OWNED BY NONE")
	}
	schemaName, relName := qualified(parts[:len(parts)-1])
	rel, ok := s.relation(schemaName, relName)
	if !ok {
		return rel, s.fault(d.Location, undefinedTable, "relation %q does not exist", dotted(schemaName, relName))
	}
	if a, b := s.db.RoleOf(seq), s.db.RoleOf(rel); a != b && a != "" && b != "" {
		return rel, s.fault(d.Location, notInState, "sequence must have same owner as table it is linked to")
	}
	if rel.Schema != seq.Schema {
		return rel, s.fault(d.Location, notInState, "sequence must be in same schema as table it is linked to")
	}
	c, err := s.column(rel, names[len(names)-1], d.Location)
	return c.ID, err
}

func persistence(rv *pg.RangeVar) schema.Persistence {
	switch {
	case rv.Relpersistence == "t" || rv.Schemaname == temporarySchema:
		return schema.Temporary
	case rv.Relpersistence == "u":
		return schema.Unlogged
	}
	return schema.Permanent
}

// sequenceNodes writes the options of a sequence as the parser gives them.
func sequenceNodes(seqs []schema.Sequence) []*pg.Node {
	if len(seqs) == 0 {
		return nil
	}
	q := seqs[0]
	num := func(name string, v int64) *pg.Node {
		value := &pg.Node{Node: &pg.Node_Float{Float: &pg.Float{Fval: strconv.FormatInt(v, 10)}}}
		return &pg.Node{Node: &pg.Node_DefElem{DefElem: &pg.DefElem{Defname: name, Arg: value}}}
	}
	cycle := &pg.Node{Node: &pg.Node_Boolean{Boolean: &pg.Boolean{Boolval: q.Cycle}}}
	return []*pg.Node{num("start", q.Start), num("increment", q.Increment), num("minvalue", q.Min), num("maxvalue", q.Max),
		num("cache", q.Cache), {Node: &pg.Node_DefElem{DefElem: &pg.DefElem{Defname: "cycle", Arg: cycle}}}}
}
