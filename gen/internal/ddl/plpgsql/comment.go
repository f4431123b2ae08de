package plpgsql

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// comments is the relation of the comments on objects.
const comments = "\x00comments"

// commentedKinds are the kinds of OIDs whose comments are followed.
var commentedKinds = []string{"class", "type", "namespace", "constraint", "policy"}

func commentRows(db *schema.Database, o schema.Object) []Row {
	c, ok := o.(schema.Comment)
	if !ok {
		return nil
	}
	on := c.ID.Parent()
	switch {
	case on.Kind == schema.KindColumn:
		column, _ := schema.Get[schema.Column](db, on)
		return one("oid", ClassOID(on.Schema, on.Relation), "number", strconv.Itoa(column.Position), "text", c.Text)
	case on.Kind.IsConstraint():
		return one("oid", constraintOID(on), "number", "0", "text", c.Text)
	case on.Kind == schema.KindPolicy:
		return one("oid", policyOID(on), "number", "0", "text", c.Text)
	case on.Kind == schema.KindSchema:
		return one("oid", NamespaceOID(on.Name), "number", "0", "text", c.Text)
	case on.Kind == schema.KindEnum, on.Kind == schema.KindDomain, on.Kind == schema.KindComposite, on.Kind == schema.KindRange:
		return one("oid", TypeOID(on.Schema, on.Name), "number", "0", "text", c.Text)
	case on.Kind.IsRelation(), on.Kind == schema.KindIndex:
		return one("oid", ClassOID(on.Schema, on.Name), "number", "0", "text", c.Text)
	}
	return nil
}

func constraintOID(id schema.ID) string {
	return oidMark + "constraint:" + id.Schema + "." + id.Relation + "." + id.Name
}

func policyOID(id schema.ID) string {
	return oidMark + "policy:" + id.Schema + "." + id.Relation + "." + id.Name
}

// description is obj_description(oid, catalog) and col_description(table, number).
func (m *machine) description(name string, args []value) value {
	number := "0"
	if name == "col_description" && len(args) == 2 {
		if args[1].kind != valueText {
			return unknown("the comment on a column is asked for")
		}
		number = args[1].text
	}
	rest, isOID := strings.CutPrefix(args[0].text, oidMark)
	kind, path, _ := strings.Cut(rest, ":")
	if !isOID || !slices.Contains(commentedKinds, kind) || strings.HasPrefix(path, "pg_") || path == "public" || strings.HasPrefix(path, "information_schema") {
		return unknown("a comment is asked for")
	}
	rows, _ := m.cat.Rows(comments)
	for _, row := range rows {
		if row["oid"] == args[0].text && row["number"] == number {
			return known(row["text"])
		}
	}
	return null
}
