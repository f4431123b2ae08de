package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// temporarySchema holds temporary objects until their session ends.
const temporarySchema = "pg_temp"

// searched returns the schemas in which an unqualified name is looked up.
func (r *Replay) searched() []string {
	first := 1
	if r.system {
		first = 2
	}
	if len(r.lookup) != first+len(r.path) || !slices.Equal(r.lookup[first:], r.path) {
		r.lookup = append([]string{temporarySchema, systemSchema}[:first:first], r.path...)
	}
	return r.lookup
}

// relation finds what holds the name among the relations.
func (r *Replay) relation(schemaName, name string) (schema.ID, bool) {
	if schemaName != "" {
		return r.db.Relation(schemaName, name)
	}
	if id, ok := r.db.Relation(temporarySchema, name); ok {
		return id, true
	}
	if r.system {
		if id, ok := r.db.Relation(systemSchema, name); ok {
			return id, true
		}
	}
	for _, p := range r.path {
		if id, ok := r.db.Relation(p, name); ok {
			return id, true
		}
	}
	return schema.ID{}, false
}

// table finds a table; the error is 42P01 if nothing has the name and 42809 if
// something else has it.
func (s *stmt) table(rv *pg.RangeVar) (schema.ID, error) {
	id, ok := s.find(rv)
	if !ok {
		return id, s.noRelation(rv)
	}
	if id.Kind != schema.KindTable {
		return id, s.fault(rv.Location, wrongObjectType, "%q is not a table", rv.Relname)
	}
	return id, nil
}

// noRelation gives the error for a relation that the model does not have.
func (s *stmt) noRelation(rv *pg.RangeVar) error {
	if rv.Schemaname != "" && !s.knownSchema(rv.Schemaname) {
		return s.fault(rv.Location, undefinedSchema, "schema %q does not exist", rv.Schemaname)
	}
	if err := s.systemRelation(rv); err != nil {
		return err
	}
	return s.fault(rv.Location, undefinedTable, "relation %q does not exist", dotted(rv.Schemaname, rv.Relname))
}

// unknownRelation is noRelation for a name whose place the parser does not keep.
func (s *stmt) unknownRelation(schemaName, name string) error {
	at := s.placeOf(name)
	if schemaName != "" && !s.knownSchema(schemaName) {
		at = s.placeOf(schemaName)
	}
	return s.noRelation(&pg.RangeVar{Schemaname: schemaName, Relname: name, Location: at})
}

func (r *Replay) knownSchema(name string) bool {
	return name == temporarySchema || isSystemSchema(name) || name == "pg_toast" || r.db.Has(schema.NewSchema(name))
}

func dotted(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ".")
}

// target returns the schema in which an object with the written schema name is
// created; the error is 3F000.
func (s *stmt) target(schemaName string, at int32) (string, error) {
	if schemaName != "" {
		if !s.knownSchema(schemaName) {
			return "", s.fault(at, undefinedSchema, "schema %q does not exist", schemaName)
		}
		s.intoSystem(schemaName)
		return schemaName, nil
	}
	for _, p := range s.path {
		if s.db.Has(schema.NewSchema(p)) {
			return p, nil
		}
	}
	return "", s.fault(at, undefinedSchema, "no schema has been selected to create in")
}

// targetOf returns the schema for a new relation, the temporary one if it is temporary.
func (s *stmt) targetOf(rv *pg.RangeVar) (string, error) {
	if rv.Relpersistence == "t" && rv.Schemaname == "" {
		return temporarySchema, nil
	}
	target, err := s.target(rv.Schemaname, rv.Location)
	if err != nil {
		return target, err
	}
	return target, s.judgeSystem(target, rv.Relname, rv.Location)
}

// qualified splits a list of names into schema and name.
func qualified(nodes []*pg.Node) (schemaName, name string) {
	parts := strs(nodes)
	switch n := len(parts); {
	case n == 0:
		return "", ""
	case n == 1:
		return "", parts[0]
	default:
		return parts[n-2], parts[n-1]
	}
}

// typeObject finds the user-defined type with the written name.
func (r *Replay) typeObject(nodes []*pg.Node) (schema.ID, bool) {
	schemaName, name := qualified(nodes)
	if schemaName != "" {
		return r.db.TypeNamed(schemaName, name)
	}
	for _, p := range r.searched() {
		if id, ok := r.db.TypeNamed(p, name); ok {
			return id, true
		}
	}
	return schema.ID{}, false
}

// noType gives the error for a type that does not exist: 3F000 if its schema does not
// either.
func (s *stmt) noType(names []*pg.Node) error {
	schemaName, name := qualified(names)
	if schemaName != "" && !s.knownSchema(schemaName) {
		return s.nameFault(schemaName, undefinedSchema, "schema %q does not exist", schemaName)
	}
	return s.nameFault(name, undefinedObject, "type %q does not exist", dotted(schemaName, name))
}

// column finds a column of a table, or gives 42703.
func (s *stmt) column(rel schema.ID, name string, at int32) (schema.Column, error) {
	c, ok := schema.Get[schema.Column](s.db, rel.In(schema.KindColumn, name))
	if !ok && systemColumns[name] {
		return c, s.fault(at, notSupported, "cannot alter system column %q", name)
	}
	if !ok {
		return c, s.fault(at, undefinedColumn, "column %q of relation %q does not exist", name, rel.Name)
	}
	return c, nil
}

// freeRelation gives 42P07 if the name is taken among the relations, and 42710
// if a new row type would clash with a type.
func (s *stmt) freeRelation(schemaName, name string, rowType bool, at int32) error {
	s.release(schemaName, name)
	if _, taken := s.db.Relation(schemaName, name); taken {
		return s.fault(at, duplicateTable, "relation %q already exists", name)
	}
	if !rowType {
		return nil
	}
	if _, taken := s.db.TypeNamed(schemaName, name); taken {
		return hinted(s.fault(at, duplicateObject, "type %q already exists", name),
			"a relation has an associated type of the same name, so use a name that does not conflict with any existing type")
	}
	return nil
}

// freeType gives 42710 if a type, a relation with a row type or a multirange has the name.
func (s *stmt) freeType(schemaName, name string, at int32) error {
	if id, taken := s.db.TypeNamed(schemaName, name); taken {
		if b, ok := schema.Get[schema.BaseType](s.db, id); ok && b.Shell() {
			return nil // what creates a type completes it, and says so where it must not
		}
		return s.fault(at, duplicateObject, "type %q already exists", name)
	}
	for r := range schema.AllOf[schema.Range](s.db) {
		if r.Multirange == name && r.ID.Schema == schemaName {
			return s.fault(at, duplicateObject, "type %q already exists", name)
		}
	}
	return nil
}

// lastOf returns the last of a list of names.
func lastOf(nodes []*pg.Node) string {
	if len(nodes) == 0 {
		return ""
	}
	return str(nodes[len(nodes)-1])
}
