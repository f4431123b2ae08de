package ddl

import (
	"fmt"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// extensionNeeds lists what CASCADE installs besides.
var extensionNeeds = map[string][]string{
	"earthdistance": {"cube"}, "postgis_raster": {"postgis"}, "postgis_topology": {"postgis"}, "pgrouting": {"postgis"},
	"postgis_sfcgal": {"postgis"}, "postgis_tiger_geocoder": {"postgis", "fuzzystrmatch"}, "vchord": {"vector"},
}

// fixedSchemas are extensions that live in a schema of their own.
var fixedSchemas = map[string]string{"plpgsql": "pg_catalog", "adminpack": "pg_catalog", "postgis_topology": "topology", "pg_cron": "pg_catalog",
	"postgis_tiger_geocoder": "tiger", "age": "ag_catalog", "plpython3u": "pg_catalog", "plperl": "pg_catalog", "plperlu": "pg_catalog",
	"pltcl": "pg_catalog", "pltclu": "pg_catalog", "plv8": "pg_catalog"}

func extensionID(name string) schema.ID { return schema.ID{Kind: schema.KindExtension, Name: name} }

// createExtension runs CREATE EXTENSION.
func (s *stmt) createExtension(n *pg.CreateExtensionStmt) error {
	ext := schema.Extension{Header: s.header(extensionID(n.Extname)), Schema: fixedSchemas[n.Extname]}
	s.mention(n.Extname)
	if s.assumed[n.Extname] {
		s.remove(ext.ID) // it comes too late, but it does come
		delete(s.assumed, n.Extname)
	}
	if s.db.Has(ext.ID) || n.Extname == "plpgsql" {
		if n.IfNotExists {
			return nil
		}
		return s.nameFault(n.Extname, duplicateObject, "extension %q already exists", n.Extname)
	}
	cascade := false
	for _, o := range n.Options {
		d := o.GetDefElem()
		switch d.Defname {
		case "schema":
			if !s.knownSchema(str(d.Arg)) {
				return s.fault(d.Location, undefinedSchema, "schema %q does not exist", str(d.Arg))
			}
			ext.Schema = str(d.Arg)
		case "new_version":
			ext.Version = str(d.Arg)
		case "cascade":
			cascade = true
		}
	}
	if ext.Schema == "" {
		target, err := s.target("", 0)
		if err != nil {
			return err
		}
		ext.Schema = target
	}
	for _, need := range extensionNeeds[n.Extname] {
		if s.db.Has(extensionID(need)) {
			continue
		}
		if !cascade {
			return hinted(s.nameFault(need, undefinedObject, "required extension %q is not installed", need),
				"create it first, or use CREATE EXTENSION ... CASCADE")
		}
		s.put(schema.Extension{Header: s.header(extensionID(need)), Schema: ext.Schema})
	}
	s.put(ext)
	return nil
}

// alterExtension runs ALTER EXTENSION ... UPDATE.
func (s *stmt) alterExtension(n *pg.AlterExtensionStmt) error {
	ext, ok := schema.Get[schema.Extension](s.db, extensionID(n.Extname))
	if !ok {
		if n.Extname == "plpgsql" {
			return nil
		}
		return s.nameFault(n.Extname, undefinedObject, "extension %q does not exist", n.Extname)
	}
	for _, o := range n.Options {
		if d := o.GetDefElem(); d.Defname == "new_version" {
			ext.Version = str(d.Arg)
		}
	}
	s.put(ext)
	return nil
}

// mention notes that statements create or drop the extension themselves.
func (r *Replay) mention(extension string) {
	if r.known == nil {
		r.known = map[string]bool{}
	}
	r.known[extension] = true
}

// assume installs a well-known extension that no statement creates: many tools and
// providers do it for the author. The first of its names gives a warning.
func (s *stmt) assume(need canon.Need) {
	id := extensionID(need.Extension)
	target, err := s.target(need.Schema, 0)
	if s.db.Has(id) || s.known[need.Extension] || err != nil {
		return
	}
	for _, other := range extensionNeeds[need.Extension] {
		need := need
		need.Extension = other
		s.assume(need)
	}
	s.put(schema.Extension{Header: s.header(id), Schema: firstOf(fixedSchemas[need.Extension], target)})
	if s.assumed[need.Extension] {
		return
	}
	if s.assumed == nil {
		s.Replay.assumed = map[string]bool{}
	}
	s.assumed[need.Extension] = true
	s.found = append(s.found, source.Diagnostic{Severity: source.Warning, Code: "assumed-extension", Span: s.spanAt(int32(need.Location)),
		Message: fmt.Sprintf("%s comes with the extension %s, which no statement creates: it is taken as installed", need.What, need.Extension),
		Hint:    "write CREATE EXTENSION IF NOT EXISTS before the first use"})
}
