package pgsql

import (
	"math"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func (p Printer) createSequence(s schema.Sequence) string {
	head := "CREATE SEQUENCE "
	switch s.Persistence {
	case schema.Unlogged:
		head = "CREATE UNLOGGED SEQUENCE "
	case schema.Temporary:
		head = "CREATE TEMPORARY SEQUENCE "
	}
	parts := []string{head + p.Name(s.ID)}
	if s.Type != "int8" && s.Type != "" {
		parts = append(parts, "AS "+usual[s.Type])
	}
	return strings.Join(append(parts, sequenceOptions(s)...), " ")
}

// sequenceOptions returns the clauses that differ from what the server takes for
// a sequence of the type.
func sequenceOptions(s schema.Sequence) []string {
	var out []string
	add := func(clause string, value, standard int64) {
		if value != standard {
			out = append(out, clause+" "+strconv.FormatInt(value, 10))
		}
	}
	low, high := SequenceBounds(s.Type, s.Increment)
	start := s.Min
	if s.Increment < 0 {
		start = s.Max
	}
	add("INCREMENT BY", s.Increment, 1)
	add("MINVALUE", s.Min, low)
	add("MAXVALUE", s.Max, high)
	add("START WITH", s.Start, start)
	add("CACHE", s.Cache, 1)
	if s.Cycle {
		out = append(out, "CYCLE")
	}
	return out
}

// SequenceBounds returns the bounds that the server gives a sequence of the type
// ("int2", "int4", "int8" or "") when the author names none.
func SequenceBounds(typeName string, increment int64) (low, high int64) {
	low, high = math.MinInt64, math.MaxInt64
	switch typeName {
	case "int2":
		low, high = math.MinInt16, math.MaxInt16
	case "int4":
		low, high = math.MinInt32, math.MaxInt32
	}
	if increment < 0 {
		return low, -1
	}
	return 1, high
}

// AlterSequence returns the statement that changes the options of a sequence to
// those of s; every option is named, so that nothing depends on its old state.
func (p Printer) AlterSequence(s schema.Sequence) string {
	parts := []string{"ALTER SEQUENCE " + p.Name(s.ID)}
	if s.Type != "" {
		parts = append(parts, "AS "+usual[s.Type])
	}
	return strings.Join(append(parts, AllSequenceOptions(s)...), " ")
}

// AllSequenceOptions returns every option as a clause, defaults included.
func AllSequenceOptions(s schema.Sequence) []string {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	cycle := "NO CYCLE"
	if s.Cycle {
		cycle = "CYCLE"
	}
	return []string{"INCREMENT BY " + number(s.Increment), "MINVALUE " + number(s.Min), "MAXVALUE " + number(s.Max),
		"START WITH " + number(s.Start), "CACHE " + number(s.Cache), cycle}
}

// SequenceOwner returns the statement that ties a sequence to its column, or frees
// it when OwnedBy is zero.
func (p Printer) SequenceOwner(s schema.Sequence) string {
	owner := "NONE"
	if !s.OwnedBy.IsZero() {
		owner = p.relation(s.OwnedBy) + "." + p.Ident(s.OwnedBy.Name)
	}
	return "ALTER SEQUENCE " + p.Name(s.ID) + " OWNED BY " + owner
}

// impliedSequenceName is the name that the server gives to the sequence of a
// serial or identity column, as long as nothing else has it.
func impliedSequenceName(column schema.ID) string {
	return makeObjectName(column.Relation, column.Name, "seq")
}

// makeObjectName joins the parts with underscores and cuts the longer of the first
// two until the name has 63 bytes, as the server does.
func makeObjectName(first, second, label string) string {
	room := 63 - len(label) - 2
	a, b := len(first), len(second)
	for a+b > room {
		if a > b {
			a--
		} else {
			b--
		}
	}
	if second == "" {
		return clip(first, min(len(first), room+1)) + "_" + label
	}
	return clip(first, a) + "_" + clip(second, b) + "_" + label
}

// clip cuts s to at most n bytes without cutting a character.
func clip(s string, n int) string {
	if n >= len(s) {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// SetPersistence returns the statement that makes a sequence logged or unlogged, which
// PostgreSQL knows since version 15.
func (p Printer) SetPersistence(s schema.Sequence) string {
	return "ALTER SEQUENCE " + p.Name(s.ID) + " SET " + Persistence(s.Persistence)
}

// Persistence returns the word for ALTER TABLE and ALTER SEQUENCE ... SET.
func Persistence(p schema.Persistence) string {
	return word(p == schema.Unlogged, "UNLOGGED", "LOGGED")
}
