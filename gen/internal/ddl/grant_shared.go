package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// sharedRights are the privileges on what is no part of a schema.
var sharedRights = map[pg.ObjectType]map[string]bool{
	pg.ObjectType_OBJECT_DATABASE: wordSet("create connect temporary temp"), pg.ObjectType_OBJECT_TABLESPACE: wordSet("create"),
	pg.ObjectType_OBJECT_LARGEOBJECT: wordSet("select update"), pg.ObjectType_OBJECT_PARAMETER_ACL: {"set": true, "alter system": true},
}

// grantShared judges GRANT and REVOKE on databases, tablespaces, large objects and
// settings, of which the model has none. It reports false for other kinds.
func (s *stmt) grantShared(n *pg.GrantStmt) (bool, error) {
	allowed, ok := sharedRights[n.Objtype]
	if !ok {
		return false, nil
	}
	grantees := s.roleNames(n.Grantees)
	for _, p := range n.Privileges {
		name := strings.ToLower(p.GetAccessPriv().PrivName)
		known := rightNames[name] != 0
		for _, names := range sharedRights {
			known = known || names[name]
		}
		switch {
		case len(p.GetAccessPriv().Cols) > 0:
			return true, s.fault(0, invalidGrant, "column privileges are only valid for relations")
		case !known:
			return true, s.nameFault(name, syntaxError, "unrecognized privilege type %q", name)
		case !allowed[name]:
			return true, s.nameFault(name, invalidGrant, "invalid privilege type %s for %s", strings.ToUpper(name), objectWord(n.Objtype))
		}
	}
	for _, grantee := range grantees {
		if n.IsGrant && n.GrantOption && grantee == schema.Public {
			return true, s.fault(0, invalidGrant, "grant options can only be granted to roles")
		}
	}
	return true, nil
}

// trusted gives 42809 for a language that is only for superusers anyway.
func (s *stmt) trusted(name string) error {
	l, own := schema.Get[schema.Language](s.db, schema.LanguageID(name))
	if name == "c" || name == "internal" || own && !l.Trusted {
		return hinted(s.nameFault(name, wrongObjectType, "language %q is not trusted", name), "only superusers use untrusted languages")
	}
	return nil
}
