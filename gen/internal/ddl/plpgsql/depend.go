package plpgsql

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// rewriteOID is that of the rule behind a view.
func rewriteOID(view schema.ID) string {
	return oidMark + "rewrite:" + view.Schema + "." + view.Name + "._RETURN"
}

// systemRewrites is how the OIDs of the rules behind the server's own views start.
var systemRewrites = []string{oidMark + "rewrite:pg_catalog.", oidMark + "rewrite:information_schema."}

func rewriteRows(_ *schema.Database, o schema.Object) []Row {
	switch x := o.(type) {
	case schema.View:
		return one("oid", rewriteOID(x.ID), "ev_class", ClassOID(x.ID.Schema, x.ID.Name), "rulename", "_RETURN", "ev_type", "1", "is_instead", "t")
	case schema.Rule:
		return one("oid", oidMark+"rewrite:"+x.ID.Schema+"."+x.ID.Relation+"."+x.ID.Name, "ev_class", ClassOID(x.ID.Schema, x.ID.Relation), "rulename", x.ID.Name)
	}
	return nil
}

// dependRows lists what views depend on; all other dependencies are not known.
func dependRows(db *schema.Database, o schema.Object) []Row {
	v, ok := o.(schema.View)
	if !ok {
		return nil
	}
	rewrite, class := ClassOID("pg_catalog", "pg_rewrite"), ClassOID("pg_catalog", "pg_class")
	row := func(id schema.ID, number int, kind string) []Row {
		return one("classid", rewrite, "objid", rewriteOID(v.ID), "objsubid", "0", "refclassid", class,
			"refobjid", ClassOID(id.Schema, id.Name), "refobjsubid", strconv.Itoa(number), "deptype", kind)
	}
	out := append(row(v.ID, 0, "n"), row(v.ID, 0, "i")...)
	for _, use := range v.Query.Uses {
		switch {
		case use.Kind == schema.KindColumn:
			column, _ := schema.Get[schema.Column](db, use)
			out = append(out, row(use.Parent(), column.Position, "n")...)
		case use.Kind.IsRelation() && !slices.ContainsFunc(v.Query.Uses, func(id schema.ID) bool { return id.Kind == schema.KindColumn && id.Parent() == use }):
			out = append(out, row(use, 0, "n")...)
		}
	}
	return out
}

// memberOfExtension is what the OIDs of the objects of extensions have in common.
const memberOfExtension = "a member of an extension"

func extensionMember() value {
	v := startsWith(oidMark + "of extension ")
	v.same = memberOfExtension
	return v
}

// apart reports whether no value of the one can be one of the other.
func (a *among) apart(b *among) bool {
	if a == nil || b == nil || len(a.prefixes) == 0 || len(b.prefixes) == 0 {
		return false
	}
	for _, p := range a.prefixes {
		for _, q := range b.prefixes {
			if strings.HasPrefix(p, q) || strings.HasPrefix(q, p) {
				return false
			}
		}
	}
	return true
}

// otherDependencies adds those that are not followed: of the server's own views, of
// extensions, and of all that is no view.
func (m *machine) otherDependencies(l *systemList) {
	rewrite, class := known(ClassOID("pg_catalog", "pg_rewrite")), known(ClassOID("pg_catalog", "pg_class"))
	l.add(map[string]value{"classid": rewrite, "objid": startsWith(systemRewrites...), "refclassid": class, "refobjid": systemOID("class"), "deptype": oneOf("n", "i")})
	l.sure(map[string]value{"objid": extensionMember(), "refclassid": known(ClassOID("pg_catalog", "pg_extension")), "deptype": known("e"),
		"classid": unknown(systemObjects), "refobjid": unknown(systemObjects), "objsubid": known("0"), "refobjsubid": known("0")})
	var kinds []string
	for _, kind := range []string{"class", "type", "proc", "constraint", "trigger", "policy", "namespace", "number"} {
		kinds = append(kinds, oidMark+kind+":")
	}
	var classes []string
	for _, name := range []string{"pg_class", "pg_type", "pg_proc", "pg_constraint", "pg_trigger", "pg_policy", "pg_attrdef", "pg_default_acl", "pg_opclass",
		"pg_operator", "pg_cast", "pg_language", "pg_statistic_ext", "pg_extension", "pg_namespace"} {
		classes = append(classes, ClassOID("pg_catalog", name))
	}
	l.add(map[string]value{"classid": oneOf(classes...), "objid": startsWith(kinds...), "deptype": oneOf("n", "a", "i", "P", "S", "x")})
}
