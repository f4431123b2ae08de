package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// collation returns the model's form of a COLLATE clause: "" for the type's own.
func (s *stmt) collation(n *pg.CollateClause, t schema.Type) (string, error) {
	name, err := s.collationAt(n.Collname, n.Location)
	if err != nil {
		return "", err
	}
	if !t.IsZero() && !s.collatable(t) {
		return "", s.fault(n.Location, datatypeMismatch, "collations are not supported by type %s", schema.FormatTypes(t))
	}
	if d, ok := schema.Get[schema.Domain](s.db, t.ID()); ok && d.Collation == name {
		return "", nil
	}
	own := "default"
	if t.Name == "name" {
		own = "C"
	}
	if name == own {
		return "", nil
	}
	return name, nil
}

// collationName returns the name of a collation with its schema, without one if it
// is built in. The error is 42704, or 3F000 for its schema.
func (s *stmt) collationName(names []*pg.Node) (string, error) {
	return s.collationAt(names, s.placeOf(lastOf(names)))
}

// collationAt is collationName for a place that the caller knows.
func (s *stmt) collationAt(names []*pg.Node, at int32) (string, error) {
	schemaName, name := qualified(names)
	if id, ok := s.named(schema.KindCollation, names, ""); ok {
		return id.Schema + "." + id.Name, nil
	}
	if (schemaName == "" || schemaName == "pg_catalog") && canon.PlausibleCollation(name) {
		return name, nil
	}
	if schemaName != "" && !s.knownSchema(schemaName) {
		return "", s.fault(at, undefinedSchema, "schema %q does not exist", schemaName)
	}
	return "", s.fault(at, undefinedObject, "collation %q for encoding \"UTF8\" does not exist", dotted(schemaName, name))
}

// createCollation runs CREATE COLLATION.
func (s *stmt) createCollation(n *pg.DefineStmt) error {
	id, err := s.newNamed(schema.KindCollation, n.Defnames, "")
	if err != nil {
		return err
	}
	c := schema.Collation{Header: s.header(id)}
	given := map[string]*pg.DefElem{}
	for _, o := range n.Definition {
		d := o.GetDefElem()
		name := d.Defname
		if !slices.Contains([]string{"from", "locale", "lc_collate", "lc_ctype", "provider", "deterministic", "rules", "version"}, name) {
			return s.fault(d.Location, syntaxError, "collation attribute %q not recognized", d.Defname)
		}
		if given[name] != nil {
			return s.fault(d.Location, syntaxError, "conflicting or redundant options")
		}
		given[name] = d
	}
	if d := given["from"]; d != nil {
		if len(given) > 1 {
			return s.fault(d.Location, syntaxError, "FROM can only be specified together with no other options")
		}
		if c, err = s.copiedCollation(c, d); err != nil {
			return err
		}
	} else if err := s.collationOptions(&c, given); err != nil {
		return err
	}
	if s.db.Has(id) {
		if n.IfNotExists {
			return nil
		}
		return s.nameFault(id.Name, duplicateObject, "collation %q for encoding \"UTF8\" already exists", id.Name)
	}
	s.put(c)
	return nil
}

func (s *stmt) collationOptions(c *schema.Collation, given map[string]*pg.DefElem) error {
	text := func(option string) string {
		if d := given[option]; d != nil {
			return constantText(d.Arg)
		}
		return ""
	}
	switch provider := strings.ToLower(text("provider")); provider {
	case "", "libc":
		c.Provider = "libc"
	case "icu", "builtin":
		c.Provider = provider
	default:
		return s.fault(given["provider"].Location, invalidObject, "unrecognized collation provider: %s", text("provider"))
	}
	if given["locale"] != nil && (given["lc_collate"] != nil || given["lc_ctype"] != nil) {
		return s.fault(given["locale"].Location, syntaxError, "LOCALE cannot be specified together with LC_COLLATE or LC_CTYPE")
	}
	if d := given["deterministic"]; d != nil {
		c.Nondeterministic = !isOn(d)
	}
	c.Rules = text("rules")
	if c.Provider != "libc" {
		if c.Locale = text("locale"); given["locale"] == nil {
			// Servers before 15 kept the locale of ICU in LC_COLLATE.
			if c.Locale = text("lc_collate"); given["lc_collate"] == nil {
				return s.fault(0, invalidObject, "parameter \"locale\" must be specified")
			}
		}
		if c.Provider == "icu" {
			c.Locale = schema.LanguageTag(c.Locale)
		}
		return nil
	}
	c.Collate, c.CType = firstOf(text("locale"), text("lc_collate")), firstOf(text("locale"), text("lc_ctype"))
	switch {
	case given["locale"] == nil && given["lc_collate"] == nil:
		return s.fault(0, invalidObject, "parameter \"lc_collate\" must be specified")
	case given["locale"] == nil && given["lc_ctype"] == nil:
		return s.fault(0, invalidObject, "parameter \"lc_ctype\" must be specified")
	case c.Nondeterministic:
		return s.fault(0, notSupported, "nondeterministic collations not supported with this provider")
	case c.Rules != "":
		return s.fault(0, invalidObject, "ICU rules cannot be specified unless locale provider is ICU")
	}
	return nil
}

// copiedCollation copies another collation; of a built-in one its name tells what it is.
func (s *stmt) copiedCollation(c schema.Collation, from *pg.DefElem) (schema.Collation, error) {
	name, err := s.collationName(definedNames(from))
	if err != nil {
		return c, err
	}
	if other, ok := schema.Get[schema.Collation](s.db, schema.CollationID(name)); ok {
		other.Header = c.Header
		return other, nil
	}
	c.Provider, c.Collate, c.CType = "libc", name, name
	switch locale, icu := strings.CutSuffix(name, "-x-icu"); {
	case name == "default":
		return c, s.fault(from.Location, invalidObject, "collation \"default\" cannot be copied")
	case icu:
		c.Provider, c.Collate, c.CType, c.Locale = "icu", "", "", schema.LanguageTag(locale)
	case name == "ucs_basic":
		c.Collate, c.CType = "C", "C"
	case name == "unicode":
		c.Provider, c.Collate, c.CType, c.Locale = "icu", "", "", "und"
	case strings.Contains(name, "_") && !strings.ContainsAny(name, ".@"):
		c.Collate, c.CType = name+".utf8", name+".utf8"
	}
	return c, nil
}

// alterCollation runs ALTER COLLATION ... REFRESH VERSION.
func (s *stmt) alterCollation(n *pg.AlterCollationStmt) error {
	_, err := s.collationName(n.Collname)
	return err
}

// isTorn reports whether two collations clash in the expression of a key. Without two
// columns that have one of their own that cannot be.
func (s *stmt) isTorn(n *pg.Node, e schema.Expr, rel schema.ID, clause canon.Clause) bool {
	own := 0
	for _, id := range e.Uses {
		if c, ok := schema.Get[schema.Column](s.db, id); ok && (c.Collation != "" || canon.OwnCollation(s.db, c.Type) != "") {
			own++
		}
	}
	return own > 1 && canon.Torn(n, s.canonScope(scope{relation: rel, clause: clause}))
}
