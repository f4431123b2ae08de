package plan_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/diff"
)

// randomSchema writes a valid schema with few names, so that two of them have much in
// common and differ in everything that can differ.
type randomSchema struct {
	*rand.Rand
	sql    strings.Builder
	enums  []string
	tables []randomTable
	views  []randomTable
}

// randomTable is a table or view with its columns and their types.
type randomTable struct {
	name    string
	columns []string
	types   map[string]string
	key     bool
}

func newRandomSchema(seed uint64) string {
	s := randomSchema{Rand: rand.New(rand.NewPCG(seed, 0))}
	for i := range 2 {
		if s.one(2) {
			continue
		}
		labels := []string{"'a'", "'b'", "'c'", "'d'"}
		labels = labels[:1+s.IntN(len(labels))]
		if s.one(4) {
			s.Shuffle(len(labels), func(i, j int) { labels[i], labels[j] = labels[j], labels[i] })
		}
		name := fmt.Sprintf("e%d", i)
		s.enums = append(s.enums, name)
		s.write("CREATE TYPE %s AS ENUM (%s)", name, strings.Join(labels, ", "))
	}
	if s.one(2) {
		s.write("CREATE DOMAIN d AS text%s", s.pick("", " NOT NULL", " CHECK (VALUE <> '')", " DEFAULT 'x'"))
		s.enums = append(s.enums, "d")
	}
	for i := range 5 {
		if !s.one(3) {
			s.table(fmt.Sprintf("t%d", i))
		}
	}
	for _, t := range s.tables {
		s.indexes(t)
	}
	for i := range 3 {
		if len(s.tables) > 0 && s.one(2) {
			s.view(fmt.Sprintf("v%d", i))
		}
	}
	return s.sql.String()
}

func (s *randomSchema) write(format string, args ...any) { fmt.Fprintf(&s.sql, format+";\n", args...) }

func (s *randomSchema) one(of int) bool { return s.IntN(of) == 0 }

func (s *randomSchema) pick(from ...string) string { return from[s.IntN(len(from))] }

// some returns a non-empty part of the names, in order.
func (s *randomSchema) some(names []string) []string {
	out := slices.DeleteFunc(slices.Clone(names), func(string) bool { return s.one(2) })
	if len(out) == 0 {
		out = append(out, names[0])
	}
	return out
}

var defaults = map[string][]string{"integer": {"0", "1", "-5"}, "bigint": {"0", "7"}, "text": {"'x'", "''", "CURRENT_USER"},
	"varchar(20)": {"'x'"}, "varchar(40)": {"'y'"}, "numeric(10,2)": {"1.5"}, "timestamptz": {"now()", "'2020-01-01'"},
	"boolean": {"true", "false"}, "uuid": {"gen_random_uuid()"}, "jsonb": {"'{}'"}, "text[]": {"'{}'", "ARRAY['a']"}}

func (s *randomSchema) table(name string) {
	t := randomTable{name: name, types: map[string]string{}, key: !s.one(5)}
	kinds := append(slices.Sorted(func(yield func(string) bool) {
		for k := range defaults {
			if !yield(k) {
				return
			}
		}
	}), s.enums...)
	id := s.pick("integer", "bigint", "uuid")
	lines := []string{"id " + id + s.pick("", " NOT NULL")}
	if t.key {
		lines[0] = "id " + id + s.pick(" PRIMARY KEY", " CONSTRAINT "+name+"_key PRIMARY KEY")
		if id != "uuid" && s.one(2) {
			lines[0] = strings.Replace(lines[0], id, id+" GENERATED "+s.pick("ALWAYS", "BY DEFAULT")+" AS IDENTITY", 1)
		}
	}
	t.columns, t.types["id"] = []string{"id"}, id
	for i := range 6 {
		if s.one(3) {
			continue
		}
		column, kind := fmt.Sprintf("c%d", i), s.pick(kinds...)
		line := column + " " + kind + s.pick("", "", " NOT NULL")
		if values := defaults[kind]; len(values) > 0 && s.one(3) {
			line += " DEFAULT " + s.pick(values...)
		}
		switch {
		case (kind == "integer" || kind == "bigint") && s.one(4):
			line += s.pick(" CHECK ("+column+" > 0)", " CONSTRAINT "+name+"_positive_"+column+" CHECK ("+column+" >= 0)", " CHECK ("+column+" <> id)")
			if id == "uuid" {
				line = strings.Replace(line, "<> id", "<> 9", 1)
			}
		case kind == "text" && s.one(4):
			line += s.pick(" UNIQUE", " CHECK (length("+column+") > 1)", " COLLATE \"C\"")
		}
		lines, t.columns, t.types[column] = append(lines, line), append(t.columns, column), kind
	}
	for _, parent := range append(slices.Clone(s.tables), t) {
		if parent.key && s.one(3) {
			column := "r_" + parent.name
			lines = append(lines, column+" "+parent.types["id"]+" REFERENCES "+parent.name+s.pick("", " ON DELETE CASCADE", " ON DELETE SET NULL DEFERRABLE"))
			t.columns, t.types[column] = append(t.columns, column), parent.types["id"]
		}
	}
	if s.one(3) {
		lines = append(lines, s.pick("", "CONSTRAINT "+name+"_u ")+"UNIQUE ("+strings.Join(s.some(t.columns), ", ")+")")
	}
	s.write("CREATE TABLE %s (%s)", name, strings.Join(lines, ", "))
	if s.one(4) {
		s.write("COMMENT ON %s IS 'n%d'", s.pick("TABLE "+name, "COLUMN "+name+".id"), s.IntN(3))
	}
	s.tables = append(s.tables, t)
}

func (s *randomSchema) indexes(t randomTable) {
	for i := range s.IntN(3) {
		where := ""
		if s.one(3) {
			where = " WHERE " + s.pick(t.columns...) + " IS NOT NULL"
		}
		columns := s.some(t.columns)
		last := len(columns) - 1
		columns[last] += s.pick("", " DESC", " NULLS FIRST")
		s.write("CREATE %sINDEX %s ON %s (%s)%s", s.pick("", "", "UNIQUE "), s.pick("", fmt.Sprintf("%s_i%d", t.name, i)),
			t.name, strings.Join(columns, ", "), where)
	}
}

func (s *randomSchema) view(name string) {
	below := append(slices.Clone(s.tables), s.views...)
	t := below[s.IntN(len(below))]
	columns := s.some(t.columns)
	v := randomTable{name: name, columns: columns, types: t.types}
	kind := s.pick("", "", "MATERIALIZED ")
	s.write("CREATE %sVIEW %s AS SELECT %s FROM %s%s", kind, name, strings.Join(columns, ", "), t.name,
		s.pick("", " WHERE "+t.columns[0]+" IS NOT NULL"))
	s.views = append(s.views, v)
}

// firstSeed is random, or PGEN_SEED to see a failure again.
func firstSeed(t *testing.T) uint64 {
	t.Helper()
	seed := rand.Uint64() >> 32
	if text := os.Getenv("PGEN_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("PGEN_SEED=%d", seed)
	return seed
}

func TestRandomPairsArePlanned(t *testing.T) {
	t.Parallel()
	first := firstSeed(t)
	count := &tally{reasons: map[string]int{}}
	for i := range uint64(200) {
		seed := first + 2*i
		name := fmt.Sprintf("seed %d", seed)
		from, err := model(nil, name, newRandomSchema(seed))
		to, err2 := model(nil, name, newRandomSchema(seed+1))
		if err := errors.Join(err, err2); err != nil {
			t.Fatalf("%s: the schema is not valid: %v", name, err)
		}
		count.prove(t, name+" up", from, to, false)
		count.prove(t, name+" down", to, from, false)
		if t.Failed() {
			break
		}
	}
	t.Log(count)
}

func TestRandomPairsArePlannedOnPostgreSQL(t *testing.T) {
	t.Parallel()
	s := scratch(t)
	first := firstSeed(t)
	pairs := uint64(10)
	if os.Getenv("PGEN_ALL_CASES") != "" {
		pairs = 300
	}
	for i := range pairs {
		seed := first + 2*i
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			proveSeed(t, s, newRandomSchema(seed), newRandomSchema(seed+1))
		})
	}
}

func proveSeed(t *testing.T, s *server, from, to string) {
	t.Helper()
	old, dropOld := s.create(t, nil)
	defer dropOld()
	wanted, dropWanted := s.create(t, nil)
	defer dropWanted()
	if err := errors.Join(old.run(from), wanted.run(to)); err != nil {
		t.Fatalf("the schema is not valid: %v\n%s\n%s", err, from, to)
	}
	a, err := model(nil, "from.sql", from)
	b, err2 := model(nil, "to.sql", to)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	count := &tally{reasons: map[string]int{}}
	p, ok := planned(t, a, b, count)
	if !ok {
		t.Fatalf("refused: %v", diff.Compare(a, b, diff.Hints{}))
	}
	if err := old.executeWatched(t, p); err != nil {
		t.Fatal(err)
	}
	old.looks(t, wanted.dump(t), p)
}
