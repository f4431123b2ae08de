package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// builtinLanguages are in every database from the start.
var builtinLanguages = []string{"internal", "c", "sql", "plpgsql"}

// createLanguage runs CREATE [OR REPLACE] [TRUSTED] LANGUAGE with a handler. Without
// one the parser makes CREATE EXTENSION of it.
func (s *stmt) createLanguage(n *pg.CreatePLangStmt) error {
	l := schema.Language{Header: s.header(schema.ID{Kind: schema.KindLanguage, Name: n.Plname}), Trusted: n.Pltrusted}
	if len(n.Plhandler) == 0 {
		return s.createExtension(&pg.CreateExtensionStmt{Extname: n.Plname, IfNotExists: n.Replace})
	}
	result := schema.Type{}
	var err error
	if l.Handler, result, err = s.functionFor(n.Plhandler, "", s.placeOf(lastOf(n.Plhandler))); err != nil {
		return err
	}
	if result.Name != "language_handler" && !result.IsZero() {
		return s.fault(s.placeOf(l.Handler.Name), wrongObjectType, "function %s must return type %s", l.Handler.Name, "language_handler")
	}
	if len(n.Plinline) > 0 {
		if l.Inline, _, err = s.functionFor(n.Plinline, "internal", s.placeOf(lastOf(n.Plinline))); err != nil {
			return err
		}
	}
	if len(n.Plvalidator) > 0 {
		if l.Validator, _, err = s.functionFor(n.Plvalidator, "oid", s.placeOf(lastOf(n.Plvalidator))); err != nil {
			return err
		}
	}
	if (s.db.Has(l.ID) || slices.Contains(builtinLanguages, n.Plname)) && !n.Replace {
		return s.nameFault(n.Plname, duplicateObject, "language %q already exists", n.Plname)
	}
	if !slices.Contains(builtinLanguages, n.Plname) {
		s.put(l)
	}
	return nil
}

// createTransform runs CREATE [OR REPLACE] TRANSFORM.
func (s *stmt) createTransform(n *pg.CreateTransformStmt) error {
	t := schema.Transform{}
	var err error
	if t.Type, err = s.wholeType(n.TypeName); err != nil {
		return err
	}
	t.Type.Modifier = ""
	t.Header = s.header(schema.TransformID(t.Type, n.Lang))
	if err := s.knownLanguage(n.Lang); err != nil {
		return err
	}
	for _, f := range []struct {
		n      *pg.ObjectWithArgs
		place  *schema.ID
		words  string
		result schema.Type
	}{{n.Fromsql, &t.FromSQL, "FROM", schema.Type{Schema: "pg_catalog", Name: "internal"}}, {n.Tosql, &t.ToSQL, "TO", t.Type}} {
		if f.n == nil {
			continue
		}
		id, result, err := s.castRoutine(f.n)
		if err != nil {
			return err
		}
		*f.place = id
		if !result.IsZero() && plainType(result) != f.result {
			return s.fault(0, invalidObject, "return data type of %s SQL function must be %s", f.words, schema.FormatTypes(f.result))
		}
	}
	if s.db.Has(t.ID) && !n.Replace {
		return s.fault(n.TypeName.Location, duplicateObject, "%s already exists", t.ID)
	}
	s.put(t)
	return nil
}

// createAccessMethod runs CREATE ACCESS METHOD.
func (s *stmt) createAccessMethod(n *pg.CreateAmStmt) error {
	a := schema.AccessMethod{Header: s.header(schema.ID{Kind: schema.KindAccessMethod, Name: n.Amname}), Type: "index"}
	wanted := "index_am_handler"
	if n.Amtype == "t" {
		a.Type, wanted = "table", "table_am_handler"
	}
	if schema.AccessMethodID(n.Amname).IsZero() || s.db.Has(a.ID) {
		return s.nameFault(n.Amname, duplicateObject, "access method %q already exists", n.Amname)
	}
	var result schema.Type
	var err error
	if a.Handler, result, err = s.functionFor(n.HandlerName, "internal", s.placeOf(lastOf(n.HandlerName))); err != nil {
		return err
	}
	if result.Name != wanted && !result.IsZero() {
		return s.fault(s.placeOf(a.Handler.Name), wrongObjectType, "function %s must return type %s", a.Handler.Name, wanted)
	}
	s.put(a)
	return nil
}

// extensionLanguages are languages that an extension of their name brings and that
// many servers have from the start.
var extensionLanguages = []string{"plpython3u", "plpython2u", "plpythonu", "plperl", "plperlu", "pltcl", "pltclu", "plv8", "pllua", "plr", "plrust", "pljava"}

// knownLanguage gives 42704 unless the language exists. One that a well-known
// extension brings is taken as installed.
func (s *stmt) knownLanguage(name string) error {
	id := schema.LanguageID(name)
	if id.IsZero() || s.db.Has(id) || s.db.Has(extensionID(name)) {
		return nil
	}
	if slices.Contains(extensionLanguages, name) && !s.known[name] {
		s.assume(canon.Need{Extension: name, What: "language " + name, Location: int(s.placeOf(name))})
		return nil
	}
	return s.nameFault(name, undefinedObject, "language %q does not exist", name)
}
