package pgsql

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// rightWords are the privileges in the order in which statements list them.
var rightWords = []struct {
	right schema.Rights
	word  string
}{{schema.RightSelect, "SELECT"}, {schema.RightInsert, "INSERT"}, {schema.RightUpdate, "UPDATE"}, {schema.RightDelete, "DELETE"},
	{schema.RightTruncate, "TRUNCATE"}, {schema.RightReferences, "REFERENCES"}, {schema.RightTrigger, "TRIGGER"},
	{schema.RightMaintain, "MAINTAIN"}, {schema.RightUsage, "USAGE"}, {schema.RightCreate, "CREATE"}, {schema.RightExecute, "EXECUTE"}}

// Grants returns the statements that lead from some grants on an object of db to
// others: first those that take away, then those that give. A view's column counts
// as an object.
func (p Printer) Grants(db *schema.Database, id schema.ID, from, to []schema.Grant) (revokes, grants []string) {
	w := granter{p: p, kind: id.Kind, owner: db.RoleOf(id)}
	w.object = " ON " + p.grantTarget(db, id)
	if id.Kind == schema.KindColumn {
		w.column = " (" + p.Ident(id.Name) + ")"
	}
	return w.statements(from, to)
}

// DefaultGrants is Grants for default privileges.
func (p Printer) DefaultGrants(id schema.ID, from, to []schema.Grant) (revokes, grants []string) {
	w := granter{p: p, kind: schema.DefaultKind(id.Name), owner: id.Args, object: " ON " + strings.ToUpper(id.Name)}
	w.head = "ALTER DEFAULT PRIVILEGES"
	if id.Args != "" {
		w.head += " FOR ROLE " + p.Ident(id.Args)
	}
	if id.Schema != "" {
		w.head += " IN SCHEMA " + p.Ident(id.Schema)
	}
	w.head += " "
	return w.statements(from, to)
}

// granter writes GRANT and REVOKE for one object.
type granter struct {
	p                    Printer
	kind                 schema.Kind
	owner                string
	head, object, column string
}

func (w granter) statements(from, to []schema.Grant) (revokes, grants []string) {
	var lose, loseOption, gain, gainOption []schema.Grant
	note := func(list *[]schema.Grant, grantee string, rights schema.Rights) {
		if rights != 0 {
			*list = append(*list, schema.Grant{Grantee: grantee, Rights: rights})
		}
	}
	all := schema.AllRights(w.kind)
	for _, grantee := range grantees(from, to) {
		old, wanted := schema.GrantOf(from, grantee), schema.GrantOf(to, grantee)
		if gone := old.Rights &^ wanted.Rights; old.Rights == all && gone != all && gone&schema.RightMaintain != 0 {
			// Servers before 17 do not know the word, so all go and the rest comes again.
			note(&lose, grantee, all)
			old = schema.Grant{Grantee: grantee}
		}
		note(&lose, grantee, old.Rights&^wanted.Rights)
		note(&loseOption, grantee, old.Grantable&^wanted.Grantable&wanted.Rights)
		option := wanted.Grantable &^ old.Grantable
		note(&gainOption, grantee, whole(option, wanted.Grantable, all))
		note(&gain, grantee, whole(wanted.Rights&^old.Rights&^option, wanted.Rights&^option, all))
	}
	revokes = append(w.write("REVOKE ", "FROM", "", lose), w.write("REVOKE GRANT OPTION FOR ", "FROM", "", loseOption)...)
	return revokes, append(w.write("GRANT ", "TO", "", gain), w.write("GRANT ", "TO", " WITH GRANT OPTION", gainOption)...)
}

// whole returns all rights where all are wanted and MAINTAIN is among the missing,
// which no statement may name before 17.
func whole(missing, wanted, all schema.Rights) schema.Rights {
	if missing&schema.RightMaintain != 0 && wanted == all {
		return all
	}
	return missing
}

// grantees lists who is in one of two lists of grants.
func grantees(from, to []schema.Grant) []string {
	var out []string
	for _, g := range from {
		out = append(out, g.Grantee)
	}
	for _, g := range to {
		if schema.GrantOf(from, g.Grantee).Rights == 0 {
			out = append(out, g.Grantee)
		}
	}
	return out
}

// write makes one statement for each set of privileges, with all who have it.
func (w granter) write(verb, preposition, option string, list []schema.Grant) []string {
	var sets []schema.Rights
	who := map[schema.Rights][]string{}
	for _, g := range list {
		if who[g.Rights] == nil {
			sets = append(sets, g.Rights)
		}
		if g.Grantee == "" {
			g.Grantee = w.owner
		}
		if g.Grantee == "" {
			g.Grantee = schema.CurrentUser
		}
		who[g.Rights] = append(who[g.Rights], g.Grantee)
	}
	var out []string
	for _, rights := range sets {
		out = append(out, w.head+verb+w.rights(rights)+w.object+" "+preposition+" "+w.p.Roles(who[rights])+option)
	}
	return out
}

func (w granter) rights(rights schema.Rights) string {
	if rights == schema.AllRights(w.kind) && rights&(rights-1) != 0 {
		return "ALL" + w.column
	}
	var words []string
	for _, r := range rightWords {
		if rights&r.right != 0 {
			words = append(words, r.word+w.column)
		}
	}
	return strings.Join(words, ", ")
}

// grantTarget returns kind and name of an object as GRANT addresses it.
func (p Printer) grantTarget(db *schema.Database, id schema.ID) string {
	switch id.Kind {
	case schema.KindColumn:
		return "TABLE " + p.relation(id)
	case schema.KindTable, schema.KindView, schema.KindMaterializedView:
		return "TABLE " + p.Name(id)
	case schema.KindServer:
		return "FOREIGN SERVER " + p.Ident(id.Name)
	case schema.KindForeignDataWrapper:
		return "FOREIGN DATA WRAPPER " + p.Ident(id.Name)
	case schema.KindDomain, schema.KindBaseType:
		return "TYPE " + p.Name(id)
	case schema.KindAggregate:
		if a, ok := schema.Get[schema.Aggregate](db, id); ok {
			a.OrderedSet = false
			if len(a.Arguments) == 0 {
				return "FUNCTION " + p.Name(id) + "()"
			}
			return "FUNCTION " + p.Name(id) + "(" + p.aggregated(a, false) + ")"
		}
	}
	return p.Target(db, id)
}

// Owner returns the statement that makes the role the owner of an object of db, or
// if that is "" whoever runs it, but of the schema public the one who had it from the
// start.
func (p Printer) Owner(db *schema.Database, id schema.ID, role string) string {
	switch {
	case role == "" && id == schema.NewSchema("public"):
		role = schema.DatabaseOwner
	case role == "":
		role = schema.CurrentUser
	}
	return "ALTER " + p.Target(db, id) + " OWNER TO " + p.Roles([]string{role})
}

// attachment returns the statements that give a new object its owner, its privileges,
// or a role its default privileges.
func (p Printer) attachment(db *schema.Database, o schema.Object) []string {
	var revokes, grants []string
	switch o := o.(type) {
	case schema.Owner:
		return []string{p.Owner(db, o.ID.Parent(), o.Role)}
	case schema.Privileges:
		revokes, grants = p.Grants(db, o.ID.Parent(), schema.StandardGrants(o.ID.Parent()), o.Grants)
	case schema.DefaultPrivileges:
		revokes, grants = p.DefaultGrants(o.ID, schema.StandardDefaults(o.ID), o.Grants)
	}
	return append(revokes, grants...)
}
