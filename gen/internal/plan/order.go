package plan

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// graph holds the edges between actions, by index.
type graph struct {
	actions []Action
	// after[i] are the actions that come after i. A soft edge is given up when it
	// closes a circle.
	after, softAfter []map[int]bool
	level            []int
}

// effects says which actions do what to an object.
type effects struct {
	produces, alters, destroys map[schema.ID][]int
	// freed are the actions that give up a name, columnDrops those that drop a
	// column of a table.
	freed       map[string][]int
	columnDrops map[schema.ID][]int
	// overloads are the actions that drop a routine, by the name without arguments.
	overloads map[schema.ID][]int
	bodies    pgsql.Bodies
}

func effectsOf(actions []Action) effects {
	e := effects{produces: map[schema.ID][]int{}, alters: map[schema.ID][]int{}, destroys: map[schema.ID][]int{},
		freed: map[string][]int{}, columnDrops: map[schema.ID][]int{}, overloads: map[schema.ID][]int{}}
	for i, a := range actions {
		index(e.produces, a.Produces, i)
		index(e.alters, a.Alters, i)
		index(e.destroys, a.Destroys, i)
		for _, id := range a.Destroys {
			for _, n := range names(id) {
				e.freed[n] = append(e.freed[n], i)
			}
			if id.Kind.IsRoutine() {
				e.overloads[overload(id)] = append(e.overloads[overload(id)], i)
			}
			if id.Kind == schema.KindColumn {
				e.columnDrops[id.Parent()] = append(e.columnDrops[id.Parent()], i)
			}
		}
	}
	return e
}

// newGraph derives the edges from what the actions declare:
//
//	producer of x     before  who requires or alters x
//	alterer of x      before  who requires x (unless it alters x too: order of making)
//	alterer of x      before  who destroys x (unless x comes back)
//	releaser of x     before  who alters or destroys x (of a column: its type)
//	destroyer of y    before  who alters or destroys what y needed (likewise)
//	destroyer of a name before who produces something of that name
//	destroyer of a routine before who requires a new one of that name
func newGraph(from, to *schema.Database, actions []Action) *graph {
	g := &graph{actions: actions, after: make([]map[int]bool, len(actions)), softAfter: make([]map[int]bool, len(actions))}
	e := effectsOf(actions)
	e.bodies = pgsql.NewBodies(to)
	g.otherKeys(e, from, to)
	for i, a := range actions {
		for _, id := range a.Produces {
			g.produce(e, to, id, i)
		}
		for _, id := range a.Requires {
			g.edges(e.produces[id], i)
			for _, k := range e.alters[id] {
				if !slices.Contains(a.Alters, id) && !g.actions[k].cleans {
					g.edge(k, i)
				}
			}
			if id.Kind.IsRoutine() && len(e.produces[id]) > 0 {
				g.edges(e.overloads[overload(id)], i)
			}
		}
		for _, id := range a.waits {
			g.soft(e.produces[id], i)
		}
		for _, part := range from.Parts(a.attaches) {
			g.soft(e.destroys[part], i)
		}
		for _, id := range a.Alters {
			g.runs(e, to, id, i)
			if r, ok := schema.Get[schema.Routine](to, id); ok {
				g.body(e, r, i)
			}
			g.edges(e.produces[id], i)
			for _, other := range e.alters[id] {
				if other < i {
					g.edge(other, i)
				}
			}
			// A change of the new form does not come before the drop of the old one.
			if len(e.produces[id]) == 0 || !slices.Contains(a.Requires, id) {
				g.edgesFrom(i, e.destroys[id])
			}
		}
		for _, id := range a.Releases {
			g.edgesFrom(i, e.destroys[id])
			if !slices.Contains(a.Alters, id) {
				g.release(e, id, i)
			}
		}
		for _, id := range a.Destroys {
			if o, ok := from.Lookup(id); ok {
				for _, need := range pgsql.Needs(from, o) {
					g.edgesFrom(i, e.destroys[need])
					g.release(e, need, i)
				}
			}
		}
	}
	return g
}

// runs adds the edges for the code that runs when the action i makes or changes an
// object: the default of a column, the checks of its domain, an index expression, the
// query of a materialized view. The text of a routine that is called there may call
// others, which the server looks up only then.
func (g *graph) runs(e effects, to *schema.Database, id schema.ID, i int) {
	switch id.Kind {
	case schema.KindColumn, schema.KindCheck, schema.KindIndex, schema.KindMaterializedView, schema.KindDomain:
	default:
		return
	}
	seen := map[schema.ID]bool{id: true}
	var follow func(id schema.ID)
	follow = func(id schema.ID) {
		o, ok := to.Lookup(id)
		if !ok {
			return
		}
		uses := o.Refs()
		if r, ok := o.(schema.Routine); ok {
			g.soft(e.produces[id], i)
			uses = append(uses, e.bodies.Uses(r)...)
		}
		for _, use := range uses {
			switch use.Kind {
			case schema.KindFunction, schema.KindDomain, schema.KindView:
				if !seen[use] {
					seen[use] = true
					follow(use)
				}
			}
		}
	}
	follow(id)
}

// produce adds the edges for an object that the action i makes.
func (g *graph) produce(e effects, to *schema.Database, id schema.ID, i int) {
	g.runs(e, to, id, i)
	g.edges(e.destroys[id], i)
	for _, n := range names(id) {
		g.edges(e.freed[n], i)
	}
	switch o, _ := to.Lookup(id); o := o.(type) {
	case schema.View:
		// A query with "*" must not see columns that are about to go.
		if strings.Contains(o.Query.SQL, "*") {
			for _, use := range o.Query.Uses {
				g.edges(e.columnDrops[use], i)
			}
		}
	case schema.Routine:
		g.body(e, o, i)
	}
}

// otherKeys lets a foreign key wait for the drop of every unique index over the columns
// that it points at: the server may take any of them.
func (g *graph) otherKeys(e effects, from, to *schema.Database) {
	for fk := range schema.AllOf[schema.ForeignKey](to) {
		for _, i := range e.produces[fk.ID] {
			for _, key := range from.Parts(fk.Parent) {
				if o, _ := from.Lookup(key); len(e.destroys[key]) > 0 && pgsql.IsKeyOver(o, fk.ParentColumns) {
					g.soft(e.destroys[key], i)
				}
			}
		}
	}
}

// release adds the edges to what changes an object that the action i stops using. Only
// a new type cannot come before; defaults, sequences and the like do not mind.
func (g *graph) release(e effects, id schema.ID, i int) {
	for _, k := range e.alters[id] {
		switch {
		case g.actions[k].aside:
		case id.Kind != schema.KindColumn && id.Kind != schema.KindSequence || g.actions[k].retypes:
			g.edge(i, k)
		default:
			g.soft([]int{i}, k)
		}
	}
}

// body adds the edges for what the text of a routine speaks of.
func (g *graph) body(e effects, r schema.Routine, i int) {
	for _, use := range e.bodies.Uses(r) {
		g.soft(e.produces[use], i)
		g.soft(e.alters[use], i)
	}
}

// overload is the address that all overloads of a routine share.
func overload(id schema.ID) schema.ID { return schema.ID{Schema: id.Schema, Name: id.Name} }

func index(m map[schema.ID][]int, ids []schema.ID, i int) {
	for _, id := range ids {
		m[id] = append(m[id], i)
	}
}

// names lists the name spaces in which an object takes a name.
func names(id schema.ID) []string {
	var out []string
	add := func(parts ...string) { out = append(out, strings.Join(parts, "\x00")) }
	if id.Kind.IsRelation() || id.Kind.HasIndex() {
		add("relation", id.Schema, id.Name)
	}
	if id.Kind.IsConstraint() {
		add("constraint", id.Schema, id.Relation, id.Name)
	}
	if id.Kind == schema.KindPrimaryKey {
		// A table has one at most.
		add("primary key", id.Schema, id.Relation)
	}
	if id.Kind.IsType() || id.Kind == schema.KindTable || id.Kind == schema.KindView || id.Kind == schema.KindMaterializedView {
		add("type", id.Schema, id.Name)
	}
	if id.Kind.IsRoutine() {
		add("routine", id.Schema, id.Name, id.Args)
	}
	return out
}

func (g *graph) edge(before, after int) {
	if before == after {
		return
	}
	if g.after[before] == nil {
		g.after[before] = map[int]bool{}
	}
	g.after[before][after] = true
}

func (g *graph) edges(before []int, after int) {
	for _, i := range before {
		g.edge(i, after)
	}
}

func (g *graph) edgesFrom(before int, after []int) {
	for _, i := range after {
		g.edge(before, i)
	}
}

func (g *graph) soft(before []int, after int) {
	for _, i := range before {
		if i == after {
			continue
		}
		if g.softAfter[i] == nil {
			g.softAfter[i] = map[int]bool{}
		}
		g.softAfter[i][after] = true
	}
}

// sort returns the actions in order, or those of a circle.
func (g *graph) sort() (order, circle []int) {
	n := len(g.actions)
	soft := g.softAfter
	first := g.walk(soft, make([]int, n))
	if len(first) < n {
		// Somewhere a soft edge closes a circle: keep only those between actions
		// that could be ordered.
		placed := make([]bool, n)
		for _, i := range first {
			placed[i] = true
		}
		soft = make([]map[int]bool, n)
		for i, next := range g.softAfter {
			if placed[i] {
				soft[i] = next
			}
		}
		if first = g.walk(soft, make([]int, n)); len(first) < n {
			return nil, g.circle(first)
		}
	}
	g.level = g.levels(first, soft)
	return g.walk(soft, g.level), nil
}

// walk is Kahn's algorithm with a heap; among actions that are free to go, the
// lowest (level, phase, ID, order of making) goes first.
func (g *graph) walk(soft []map[int]bool, level []int) []int {
	waiting := make([]int, len(g.actions))
	for i := range g.actions {
		for next := range g.after[i] {
			waiting[next]++
		}
		for next := range soft[i] {
			waiting[next]++
		}
	}
	q := &queue{g: g, level: level}
	for i, count := range waiting {
		if count == 0 {
			heap.Push(q, i)
		}
	}
	var out []int
	for q.Len() > 0 {
		i := heap.Pop(q).(int)
		out = append(out, i)
		for _, next := range []map[int]bool{g.after[i], soft[i]} {
			for k := range next {
				if waiting[k]--; waiting[k] == 0 {
					heap.Push(q, k)
				}
			}
		}
	}
	return out
}

type queue struct {
	g     *graph
	level []int
	items []int
}

func (q *queue) Len() int { return len(q.items) }

func (q *queue) Less(i, j int) bool {
	x, y := q.items[i], q.items[j]
	a, b := q.g.actions[x], q.g.actions[y]
	c := cmp.Or(cmp.Compare(q.level[x], q.level[y]), cmp.Compare(a.phase, b.phase))
	if c == 0 && a.phase >= phaseColumn && a.phase <= phaseIndex {
		c = cmp.Or(cmp.Compare(a.ID.Schema, b.ID.Schema), cmp.Compare(tableName(a.ID), tableName(b.ID)))
	}
	return cmp.Or(c, cmp.Compare(a.seq, b.seq)) < 0
}

// tableName keeps what belongs to one table together.
func tableName(id schema.ID) string {
	if id.Relation != "" {
		return id.Relation
	}
	return id.Name
}

func (q *queue) Swap(i, j int) { q.items[i], q.items[j] = q.items[j], q.items[i] }

// Push adds an index; it implements [heap.Interface].
func (q *queue) Push(x any) { q.items = append(q.items, x.(int)) }

// Pop removes the last index; it implements [heap.Interface].
func (q *queue) Pop() any {
	last := q.items[len(q.items)-1]
	q.items = q.items[:len(q.items)-1]
	return last
}

// circle finds a circle among the actions that could not be placed.
func (g *graph) circle(placed []int) []int {
	done := map[int]bool{}
	for _, i := range placed {
		done[i] = true
	}
	start := 0
	for done[start] {
		start++
	}
	before := map[int]int{}
	for i := range g.actions {
		for next := range g.after[i] {
			if !done[i] && !done[next] {
				before[next] = i
			}
		}
	}
	seen, at := map[int]bool{}, start
	for !seen[at] {
		seen[at] = true
		at = before[at]
	}
	var path []int
	for i, first := at, true; first || i != at; i, first = before[i], false {
		path = append(path, i)
	}
	slices.Reverse(path)
	return path
}

// describe reports a circle that cannot be broken.
func (g *graph) describe(circle []int) source.Diagnostic {
	path := make([]string, len(circle))
	for n, i := range circle {
		path[n] = firstLine(g.actions[i].SQL)
	}
	return source.Diagnostic{Severity: source.Error, Code: "plan-cycle",
		Message: fmt.Sprintf("the statements of the plan need each other in a circle:\n  %s", strings.Join(path, "\n  then ")),
		Hint:    "this is a bug in pgen; please report it with both schemas, and write this revision by hand"}
}

func firstLine(sql string) string {
	line, _, more := strings.Cut(sql, "\n")
	if more {
		line += " ..."
	}
	return line
}
