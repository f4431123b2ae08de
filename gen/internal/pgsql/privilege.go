package pgsql

import (
	"cmp"
	"slices"
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
	// runner is how the role that runs the migrations is called, "" for CURRENT_USER.
	runner string
}

func (w granter) statements(from, to []schema.Grant) (revokes, grants []string) {
	grantors := grantorsOf(from)
	slices.Reverse(grantors) // what was passed on goes before the right to do so
	for _, by := range grantors {
		var some []string
		some, from = w.by(by).revokes(by, from, to)
		revokes = append(revokes, w.as(by, some)...)
	}
	for _, by := range grantorsOf(to) {
		grants = append(grants, w.as(by, w.by(by).grants(by, from, to))...)
	}
	return revokes, grants
}

// by returns the writer for statements that run as a grantor.
func (w granter) by(grantor string) granter {
	if grantor != "" {
		w.runner = "session_user"
	}
	return w
}

// as wraps statements into those that run them as the grantor: GRANTED BY takes nobody
// else than the role that runs the statement.
func (w granter) as(grantor string, statements []string) []string {
	if grantor == "" || len(statements) == 0 {
		return statements
	}
	return []string{"SET ROLE " + w.p.Ident(grantor) + ";\n" + strings.Join(statements, ";\n") + ";\nRESET ROLE"}
}

// grantorsOf lists the grantors, each behind those from whom it has what it passes on.
func grantorsOf(list []schema.Grant) []string {
	out := []string{""}
	for len(out) <= len(list) {
		before := len(out)
		for _, g := range list {
			if !slices.Contains(out, g.Grantor) && slices.ContainsFunc(list, func(x schema.Grant) bool {
				return x.Grantee == g.Grantor && x.Grantable != 0 && slices.Contains(out, x.Grantor)
			}) {
				out = append(out, g.Grantor)
			}
		}
		if len(out) == before {
			break
		}
	}
	return out
}

// revokes returns the statements by which a grantor takes away, and what is left then.
func (w granter) revokes(by string, from, to []schema.Grant) ([]string, []schema.Grant) {
	// lists are for rights and for the right to pass them on, without and with CASCADE.
	var lists [4][]schema.Grant
	left := from
	all := schema.AllRights(w.kind)
	take := func(g schema.Grant, option int) {
		less, free := schema.Revoked(left, g, false)
		if !free {
			less, _ = schema.Revoked(left, g, true)
			option += 2
		}
		left = less
		lists[option] = append(lists[option], schema.Grant{Grantee: g.Grantee, Rights: g.Rights | g.Grantable})
	}
	for _, grantee := range grantees(by, from, to) {
		old, wanted := schema.GrantBy(from, grantee, by), schema.GrantBy(to, grantee, by)
		gone := old.Rights &^ wanted.Rights
		if gone&schema.RightMaintain != 0 {
			gone = all // servers before 17 do not know the word, so all go and the rest comes again
		}
		if gone != 0 {
			take(schema.Grant{Grantee: grantee, Grantor: by, Rights: gone}, 0)
		}
		if option := old.Grantable &^ wanted.Grantable & wanted.Rights &^ gone; option != 0 {
			if option&schema.RightMaintain != 0 {
				option = all
			}
			take(schema.Grant{Grantee: grantee, Grantor: by, Grantable: option}, 1)
		}
	}
	out := append(w.write("REVOKE ", "FROM", "", lists[0]), w.write("REVOKE GRANT OPTION FOR ", "FROM", "", lists[1])...)
	out = append(out, w.write("REVOKE ", "FROM", " CASCADE", lists[2])...)
	return append(out, w.write("REVOKE GRANT OPTION FOR ", "FROM", " CASCADE", lists[3])...), left
}

// grants returns the statements by which a grantor gives. MAINTAIN, which no statement
// may name before 17, comes with all the others, and they go again.
func (w granter) grants(by string, from, to []schema.Grant) []string {
	var gain, gainOption, lose, loseOption []schema.Grant
	note := func(list *[]schema.Grant, grantee string, rights schema.Rights) {
		if rights != 0 {
			*list = append(*list, schema.Grant{Grantee: grantee, Rights: rights})
		}
	}
	all := schema.AllRights(w.kind)
	for _, grantee := range grantees(by, from, to) {
		old, wanted := schema.GrantBy(from, grantee, by), schema.GrantBy(to, grantee, by)
		option := wanted.Grantable &^ old.Grantable
		if option&schema.RightMaintain != 0 {
			option = all
			note(&loseOption, grantee, wanted.Rights&^wanted.Grantable)
			note(&lose, grantee, all&^wanted.Rights)
		}
		more := wanted.Rights &^ old.Rights &^ option
		if more&schema.RightMaintain != 0 {
			more = all
			note(&lose, grantee, all&^wanted.Rights)
		}
		note(&gainOption, grantee, option)
		note(&gain, grantee, more)
	}
	out := append(w.write("GRANT ", "TO", "", gain), w.write("GRANT ", "TO", " WITH GRANT OPTION", gainOption)...)
	return append(append(out, w.write("REVOKE ", "FROM", "", lose)...), w.write("REVOKE GRANT OPTION FOR ", "FROM", "", loseOption)...)
}

// grantees lists who is in one of two lists by a grantor.
func grantees(by string, from, to []schema.Grant) []string {
	var out []string
	for _, g := range slices.Concat(from, to) {
		if g.Grantor == by && !slices.Contains(out, g.Grantee) {
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
		if g.Grantee == "" || g.Grantee == schema.CurrentUser {
			g.Grantee = cmp.Or(w.runner, schema.CurrentUser)
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
