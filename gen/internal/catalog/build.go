package catalog

import (
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// builder turns rows into objects. Objects go into the model twice: first
// without expressions, and when all are known, so that names in expressions can
// be resolved, with them.
type builder struct {
	rows     *snapshot
	db       *schema.Database
	findings source.Diagnostics
	// places are what the findings are about, in the same order.
	places []schema.ID
	// pending is what waits for all names, last what waits for pending.
	pending, last []func()

	schemas    map[uint32]string
	members    map[address]string
	types      map[uint32]typeRow
	elements   map[uint32]uint32
	collations map[uint32]string
	relations  map[uint32]*relation
	indexes    map[uint32]*indexRow
	opclasses  map[uint32]opclassRow
	// ids are the objects put so far; standard are comments that come with an
	// object by itself.
	ids      map[address]schema.ID
	standard map[address]string
	defaults map[assigned]schema.Expr
	// functions are those that are not the user's, operatorIDs all operators that the
	// user's objects speak of.
	functions   map[uint32]functionRow
	operatorIDs map[uint32]schema.ID
}

func newBuilder(s *snapshot) *builder {
	return &builder{rows: s, db: schema.New(), schemas: map[uint32]string{}, members: map[address]string{},
		types: map[uint32]typeRow{}, elements: map[uint32]uint32{}, collations: map[uint32]string{},
		relations: map[uint32]*relation{}, indexes: map[uint32]*indexRow{}, opclasses: map[uint32]opclassRow{},
		ids: map[address]schema.ID{}, standard: map[address]string{}, defaults: map[assigned]schema.Expr{}, operatorIDs: map[uint32]schema.ID{}}
}

func (b *builder) build(o Options) {
	b.namespaces()
	b.extensions()
	b.indexTypes()
	b.indexCollations()
	b.indexRelations()
	b.ownCollations()
	b.enums()
	b.domains()
	b.composites()
	b.ranges()
	b.baseTypes()
	b.sequences()
	b.foreignData()
	b.tables()
	b.views()
	b.routines()
	b.aggregates()
	b.operators()
	b.operatorClasses()
	b.casts()
	b.conversions()
	b.languages()
	b.textSearch()
	b.constraints()
	b.plainIndexes()
	b.triggers()
	b.policies()
	b.rules()
	b.statistics()
	b.eventTriggers()
	b.publications()
	b.subscriptions()
	for _, f := range b.pending {
		f()
	}
	for _, f := range b.last {
		f()
	}
	b.comments()
	b.ties()
	b.labels()
	b.privileges(o)
	b.userMappings()
	b.defaultPrivileges()
	b.unmodelled()
}

// later keeps the part of the work that needs all names for the end.
func (b *builder) later(f func()) { b.pending = append(b.pending, f) }

// own returns the ID of an object of the user: one in a schema that is not the
// system's, and not of an extension.
func (b *builder) own(at address, kind schema.Kind, namespace uint32, name string) (schema.ID, bool) {
	s, ok := b.schemas[namespace]
	if _, member := b.members[at]; member || !ok {
		return schema.ID{}, false
	}
	return schema.ID{Kind: kind, Schema: s, Name: name}, true
}

// put adds an object and remembers where the catalogs have it.
func (b *builder) put(at address, o schema.Object) {
	b.ids[at] = o.Address()
	b.db.Put(o)
}
