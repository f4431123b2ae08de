package schema

// DatabaseOwner is the role that stands for the owner of the database. From
// PostgreSQL 15 on the schema public of a new database belongs to it.
const DatabaseOwner = "pg_database_owner"

// Owner says which role owns an object. An object without one belongs to the role
// that runs the migrations.
type Owner struct {
	Header
	// Role is the name of the owner.
	Role string
}

// Refs returns nothing; the object is the parent, and roles are outside of the
// database.
func (o Owner) Refs() []ID { return nil }

// Renamed implements [Object].
func (o Owner) Renamed(f func(ID) ID) Object {
	o.ID = f(o.ID.Parent()).Ownership()
	return o
}

// HasOwner reports whether objects of the kind have an owner of their own that can
// be changed. Parts of a relation have that of the relation.
func (k Kind) HasOwner() bool {
	switch k {
	case KindSchema, KindLanguage, KindCollation, KindEnum, KindDomain, KindComposite, KindRange, KindBaseType,
		KindForeignDataWrapper, KindServer, KindSequence, KindTable, KindStatistics, KindFunction, KindProcedure, KindAggregate,
		KindOperator, KindOperatorFamily, KindOperatorClass, KindConversion, KindTextSearchDictionary, KindTextSearchConfiguration,
		KindView, KindMaterializedView, KindEventTrigger, KindPublication, KindSubscription:
		return true
	}
	return false
}

// RoleOf returns the role that owns an object, "" for the one that runs the
// migrations: of a part that of its relation, of a sequence that belongs to a column
// that of the table.
func (db *Database) RoleOf(id ID) string {
	if id.Kind.IsAttachment() {
		id = id.Parent()
	}
	if id.Relation != "" {
		id = db.Owner(id)
	}
	if s, ok := Get[Sequence](db, id); ok && !s.OwnedBy.IsZero() {
		id = s.OwnedBy.Parent()
	}
	o, _ := Get[Owner](db, id.Ownership())
	return o.Role
}
