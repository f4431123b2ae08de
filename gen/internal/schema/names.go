package schema

import "slices"

// Relation returns what holds a name in the name space of relations: a table,
// view, sequence, index, composite type, or the constraint that owns an index.
func (db *Database) Relation(schema, relation string) (ID, bool) {
	n := db.relation(schema, relation)
	if n == nil {
		return ID{}, false
	}
	return n.id(), true
}

func (db *Database) relation(schema, relation string) *node {
	return db.names.get(db.hash.name(schema, relation), func(n *node) bool { return n.isNamed(schema, relation) })
}

// RoutinesNamed returns the functions, procedures and aggregates with the name, in
// the order of adding.
func (db *Database) RoutinesNamed(schema, routine string) []ID {
	return slices.Clone(db.routines[name{schema, routine}])
}

// typeKinds are the kinds of objects that are types and no relations.
var typeKinds = [...]Kind{KindEnum, KindDomain, KindRange, KindBaseType}

// TypeNamed returns the enum, domain, composite, range, base type, table or view with
// the name, each of which is a type.
func (db *Database) TypeNamed(schema, typeName string) (ID, bool) {
	hash := db.hash.name(schema, typeName)
	for _, k := range typeKinds {
		if len(db.byKind[k]) == 0 {
			continue
		}
		id := ID{Kind: k, Schema: schema, Name: typeName}
		if n := db.findHashed(hashOf(hash, id), id); n != nil && n.isThere() {
			return id, true
		}
	}
	n := db.names.get(hash, func(n *node) bool { return n.isNamed(schema, typeName) })
	if n == nil {
		return ID{}, false
	}
	switch n.kind {
	case KindTable, KindView, KindMaterializedView, KindComposite:
		return n.id(), true
	}
	return ID{}, false
}

// Constraint returns the constraint of a table with the name, whatever its kind.
func (db *Database) Constraint(table ID, constraint string) (ID, bool) {
	for k := KindPrimaryKey; k <= KindForeignKey; k++ {
		if id := table.In(k, constraint); db.Has(id) {
			return id, true
		}
	}
	return ID{}, false
}

// HasConstraintNamed reports whether any table or domain of the schema has a
// constraint with the name.
func (db *Database) HasConstraintNamed(schema, constraint string) bool {
	return db.ConstraintsNamed(schema, constraint) > 0
}

// ConstraintsNamed returns how many constraints of tables and domains of the schema
// have the name.
func (db *Database) ConstraintsNamed(schema, constraint string) int {
	count := db.domainChecks[name{schema, constraint}]
	for i := range db.constraints.with(db.hash.name(schema, constraint)) {
		if db.constraints.slots[i].isNamed(schema, constraint) {
			count++
		}
	}
	return count
}
