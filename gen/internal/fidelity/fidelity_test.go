package fidelity_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// verdict is what came out of one sample.
type verdict struct {
	sample      sample
	objects     int
	differences []string
	opaque      source.Diagnostics
}

// TestReplayEqualsServer applies every sample on both ways and compares.
func TestReplayEqualsServer(t *testing.T) {
	t.Parallel()
	samples := others(t)
	if len(samples) == 0 {
		dir := dataDir(t)
		samples = slices.Concat(corners(t), migrations(t, dir), pairs(t, dir))
	}
	servers := []*server{connect(t), connect(t)}
	for _, s := range servers {
		samples = s.supported(t, samples)
	}
	verdicts := make([]verdict, len(samples))
	work := make(chan int)
	var group sync.WaitGroup
	for _, s := range servers {
		s.createRoles(t, samples)
		group.Go(func() {
			defer s.close(t)
			for i := range work {
				verdicts[i] = judge(t, s, samples[i])
			}
		})
	}
	for i := range samples {
		work <- i
	}
	close(work)
	group.Wait()
	report(t, verdicts)
}

func judge(t *testing.T, s *server, x sample) verdict {
	v := verdict{sample: x}
	replay := ddl.New(ddl.Options{})
	var found source.Diagnostics
	for _, f := range x.files {
		found = append(found, replay.Apply(f)...)
	}
	v.opaque = found.Of(source.Opaque)
	for _, d := range found.Of(source.Error) {
		v.differences = append(v.differences, "replay: "+d.Error())
	}
	server, err := s.model(t, x)
	if err != nil && x.shared && s.outOfReach(err) {
		t.Logf("not for this version: %s %s: %v", x.set, x.name, err)
		return verdict{sample: x}
	}
	if err != nil {
		t.Errorf("%s %s: %v", x.set, x.name, err)
		return v
	}
	v.objects = server.Len()
	v.differences = append(v.differences, compare(replay.Database().As(server.Reading), server)...)
	return v
}

// compare lists the objects that are not equal, with the fields that differ.
func compare(replayed, server *schema.Database) []string {
	var out []string
	for o := range server.All() {
		mine, ok := replayed.Lookup(o.Address())
		if !ok {
			out = append(out, fmt.Sprintf("%s: only on the server: %+v", o.Address(), fieldsOf(o)))
			continue
		}
		mine, o = decided(mine, o)
		if a, b := references(mine), references(o); !slices.Equal(a, b) {
			out = append(out, fmt.Sprintf("%s: %T.Refs:\n    replay %v\n    server %v", o.Address(), o, a, b))
		}
		for _, field := range schema.Fields(mine, o) {
			out = append(out, fmt.Sprintf("%s: %T.%s:\n    replay %s\n    server %s", o.Address(), o, field, value(mine, field), value(o, field)))
		}
	}
	for table := range schema.AllOf[schema.Table](server) {
		if a, b := columnNames(replayed, table.ID), columnNames(server, table.ID); !slices.Equal(a, b) {
			out = append(out, fmt.Sprintf("%s: columns in order:\n    replay %v\n    server %v", table.ID, a, b))
		}
	}
	for o := range replayed.All() {
		if !server.Has(o.Address()) {
			out = append(out, fmt.Sprintf("%s: only in the replay: %+v", o.Address(), fieldsOf(o)))
		}
	}
	return out
}

// references lists what an object refers to, each ID once.
func references(o schema.Object) []schema.ID {
	return slices.Compact(slices.SortedFunc(slices.Values(o.Refs()), schema.Compare))
}

func columnNames(db *schema.Database, table schema.ID) []string {
	var out []string
	for _, c := range db.Columns(table) {
		out = append(out, c.ID.Name)
	}
	return out
}

// decided takes out of a view what the replay may leave open: the types of
// columns that it cannot derive.
func decided(mine, server schema.Object) (schema.Object, schema.Object) {
	a, ok := mine.(schema.View)
	b, ok2 := server.(schema.View)
	if !ok || !ok2 || len(a.Columns) != len(b.Columns) {
		return mine, server
	}
	b.Columns = slices.Clone(b.Columns)
	for i, c := range a.Columns {
		if c.Type.IsZero() {
			b.Columns[i].Type, b.Columns[i].Collation = schema.Type{}, c.Collation
		}
	}
	return a, b
}

func value(o schema.Object, field string) string {
	v := reflect.ValueOf(o).FieldByName(field)
	if e, ok := v.Interface().(schema.Expr); ok {
		return fmt.Sprintf("%s\n      key  %s", strings.ReplaceAll(e.SQL, "\n", " "), e.Key)
	}
	return fmt.Sprintf("%+v", v.Interface())
}

// fieldsOf prints an object without its header.
func fieldsOf(o schema.Object) string {
	text := fmt.Sprintf("%+v", o)
	_, rest, _ := strings.Cut(text, "At:")
	_, rest, _ = strings.Cut(rest, "} ")
	return rest
}

// report prints the table and fails for every difference that no opaque
// statement explains.
func report(t *testing.T, verdicts []verdict) {
	t.Helper()
	type row struct{ samples, files, objects, differences, opaque int }
	rows, order := map[string]*row{}, []string{}
	for _, v := range verdicts {
		r := rows[v.sample.set]
		if r == nil {
			r = &row{}
			rows[v.sample.set] = r
			order = append(order, v.sample.set)
		}
		r.samples++
		r.files += len(v.sample.files)
		r.objects += v.objects
		r.opaque += len(v.opaque)
		r.differences += len(v.differences)
		for _, d := range v.opaque {
			t.Logf("OPAQUE %s %s: %s", v.sample.set, v.sample.name, d.Error())
		}
		for _, d := range v.differences {
			if len(v.opaque) > 0 {
				t.Logf("DIFF(opaque) %s %s: %s", v.sample.set, v.sample.name, d)
			} else {
				t.Errorf("DIFF %s %s: %s", v.sample.set, v.sample.name, d)
			}
		}
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "set\tsamples\tfiles\tobjects\tdifferences\topaque")
	for _, set := range order {
		r := rows[set]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\n", set, r.samples, r.files, r.objects, r.differences, r.opaque)
	}
	_ = w.Flush()
	t.Log("\n" + b.String())
}
