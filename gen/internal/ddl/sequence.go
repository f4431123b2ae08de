package ddl

import (
	"math"
	"slices"
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
	target, missing := s.targetOf(n.Sequence)
	id := schema.ID{Kind: schema.KindSequence, Schema: target, Name: n.Sequence.Relname}
	if n.IfNotExists {
		if missing != nil {
			return missing
		}
		if _, taken := s.db.Relation(target, id.Name); taken {
			return nil
		}
	}
	seq, err := s.sequenceOptions(schema.Sequence{Header: s.header(id), Persistence: persistence(n.Sequence)}, n.Options, true)
	switch {
	case err != nil:
		return err
	case missing != nil:
		return missing
	}
	if err := s.freeRelation(target, id.Name, true, n.Sequence.Location); err != nil {
		return err
	}
	return s.ownSequence(seq, n.Options)
}

// ownSequence puts a sequence as OWNED BY says, which the server does last.
func (s *stmt) ownSequence(seq schema.Sequence, options []*pg.Node) error {
	for _, o := range options {
		if d := o.GetDefElem(); d.Defname == "owned_by" {
			var err error
			if seq.OwnedBy, err = s.sequenceOwner(d, seq); err != nil {
				return err
			}
		}
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
	return s.ownSequence(seq, n.Options)
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
	if err := s.once(options); err != nil {
		return seq, err
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
		}
		if err != nil {
			return seq, err
		}
	}
	return s.fillSequence(seq, before, g, isNew)
}

// once gives 42601 for an option that stands there twice.
func (s *stmt) once(options []*pg.Node) error {
	for i, o := range options {
		d := o.GetDefElem()
		if slices.ContainsFunc(options[:i], func(n *pg.Node) bool { return n.GetDefElem().GetDefname() == d.Defname }) {
			return s.fault(d.Location, syntaxError, "conflicting or redundant options: %s is given twice", d.Defname)
		}
	}
	return nil
}

func (s *stmt) fillSequence(seq, before schema.Sequence, g given, isNew bool) (schema.Sequence, error) {
	if g.increment != nil {
		seq.Increment = number(g.increment)
		if seq.Increment == 0 {
			return seq, s.fault(g.increment.Location, invalidParameter, "INCREMENT must not be zero")
		}
	}
	l, up := limits[seq.Type], seq.Increment > 0
	// Changing the type moves bounds that were the old type's own.
	resetMax := g.typeSet && !isNew && before.Max == limits[before.Type].max
	resetMin := g.typeSet && !isNew && before.Min == limits[before.Type].min
	switch {
	case g.maxSet && g.max.Arg != nil:
		seq.Max = number(g.max)
	case isNew || g.maxSet || resetMax:
		if seq.Max = -1; up || resetMax {
			seq.Max = l.max
		}
	}
	if seq.Max < l.min || seq.Max > l.max {
		return seq, s.fault(0, invalidParameter, "MAXVALUE (%d) is out of range for sequence data type %s", seq.Max, seq.Type)
	}
	switch {
	case g.minSet && g.min.Arg != nil:
		seq.Min = number(g.min)
	case isNew || g.minSet || resetMin:
		if seq.Min = l.min; up && !resetMin {
			seq.Min = 1
		}
	}
	if seq.Min < l.min || seq.Min > l.max {
		return seq, s.fault(0, invalidParameter, "MINVALUE (%d) is out of range for sequence data type %s", seq.Min, seq.Type)
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
	if seq.Start < seq.Min || seq.Start > seq.Max {
		return seq, s.fault(0, invalidParameter, "START value (%d) is not between MINVALUE (%d) and MAXVALUE (%d)", seq.Start, seq.Min, seq.Max)
	}
	if g.restart != nil && g.restart.Arg != nil {
		if v := number(g.restart); v < seq.Min || v > seq.Max {
			return seq, s.fault(0, invalidParameter, "RESTART value (%d) is not between MINVALUE (%d) and MAXVALUE (%d)", v, seq.Min, seq.Max)
		}
	}
	if g.cache != nil {
		if seq.Cache = number(g.cache); seq.Cache <= 0 {
			return seq, s.fault(g.cache.Location, invalidParameter, "CACHE (%d) must be greater than zero", seq.Cache)
		}
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
	t, err := s.wholeType(d.Arg.GetTypeName())
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
func (s *stmt) sequenceOwner(d *pg.DefElem, seq schema.Sequence) (schema.ID, error) {
	parts := d.Arg.GetList().GetItems()
	names := strs(parts)
	if len(names) < 2 {
		if len(names) == 1 && names[0] == "none" {
			return schema.ID{}, s.notIdentity(seq, d.Location)
		}
		return schema.ID{}, hinted(s.fault(d.Location, syntaxError, "invalid OWNED BY option"),
			"specify OWNED BY table.column or OWNED BY NONE")
	}
	schemaName, relName := qualified(parts[:len(parts)-1])
	rel, ok := s.relation(schemaName, relName)
	if !ok {
		return rel, s.noRelation(&pg.RangeVar{Schemaname: schemaName, Relname: relName, Location: d.Location})
	}
	if s.sortOf(rel)&(sortTable|sortForeign|sortView) == 0 {
		return rel, s.fault(d.Location, wrongObjectType, "sequence cannot be owned by relation %q", rel.Name)
	}
	if a, b := s.db.RoleOf(seq.ID), s.db.RoleOf(rel); a != b && a != "" && b != "" {
		return rel, s.fault(d.Location, notInState, "sequence must have same owner as table it is linked to")
	}
	if rel.Schema != seq.ID.Schema {
		return rel, s.fault(d.Location, notInState, "sequence must be in same schema as table it is linked to")
	}
	column := names[len(names)-1]
	if !s.hasColumn(rel, column) && !systemColumns[column] {
		return rel, s.fault(d.Location, undefinedColumn, "column %q of relation %q does not exist", column, rel.Name)
	}
	return rel.In(schema.KindColumn, column), s.notIdentity(seq, d.Location)
}

// notIdentity gives 0A000 for the sequence of an identity column, which stays with it.
func (s *stmt) notIdentity(seq schema.Sequence, at int32) error {
	if seq.Identity {
		return s.fault(at, notSupported, "cannot change ownership of identity sequence %q", seq.ID.Name)
	}
	return nil
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
