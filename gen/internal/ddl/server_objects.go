package ddl

import (
	"maps"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// ForScratch returns the file's text for a server that is shared with others, and the
// names of the roles that must be there when it runs. What makes, changes or drops
// roles and databases, which belong to the whole server, is blanked out, so that
// offsets stay, and so are subscriptions, which would connect to another server, and
// security labels, whose provider is not loaded: [Untold] has them. Where the file does not parse, its text is returned as it is.
func ForScratch(f *source.File) (text string, roles []string) {
	stmts, found := parseAll(f)
	if found.Err() != nil {
		return f.Text, nil
	}
	bytes := []byte(f.Text)
	names := map[string]bool{}
	for _, raw := range stmts {
		if ofServer(raw.node) {
			for i := raw.start; i < raw.end; i++ {
				if bytes[i] != '\n' {
					bytes[i] = ' '
				}
			}
		}
		rolesIn(raw.node, names)
	}
	return string(bytes), slices.Sorted(maps.Keys(names))
}

// Untold returns what [ForScratch] keeps from the server: subscriptions with what is said
// about them, and security labels, as a static replay from the base leaves them.
func Untold(files []*source.File, o Options) []schema.Object {
	r := New(o)
	r.ApplyAll(files)
	db := r.Database()
	var out []schema.Object
	for o := range db.All() {
		if id := o.Address(); id.Kind == schema.KindSubscription || id.Of == schema.KindSubscription || id.Kind == schema.KindSecurityLabels {
			out = append(out, o)
		}
	}
	return out
}

// ofServer reports whether the statement is about what all databases of a server share.
func ofServer(n *pg.Node) bool {
	switch x := n.GetNode().(type) {
	case *pg.Node_CreateRoleStmt, *pg.Node_AlterRoleStmt, *pg.Node_AlterRoleSetStmt, *pg.Node_DropRoleStmt,
		*pg.Node_CreatedbStmt, *pg.Node_DropdbStmt, *pg.Node_AlterDatabaseStmt, *pg.Node_AlterDatabaseSetStmt,
		*pg.Node_CreateTableSpaceStmt, *pg.Node_DropTableSpaceStmt, *pg.Node_AlterTableSpaceOptionsStmt,
		*pg.Node_CreateSubscriptionStmt, *pg.Node_AlterSubscriptionStmt, *pg.Node_DropSubscriptionStmt, *pg.Node_SecLabelStmt:
		return true
	case *pg.Node_RenameStmt:
		return x.RenameStmt.RenameType == pg.ObjectType_OBJECT_SUBSCRIPTION
	case *pg.Node_CommentStmt:
		return x.CommentStmt.Objtype == pg.ObjectType_OBJECT_SUBSCRIPTION
	case *pg.Node_GrantStmt:
		return x.GrantStmt.Objtype == pg.ObjectType_OBJECT_DATABASE
	case *pg.Node_AlterOwnerStmt:
		return x.AlterOwnerStmt.ObjectType == pg.ObjectType_OBJECT_DATABASE || x.AlterOwnerStmt.ObjectType == pg.ObjectType_OBJECT_SUBSCRIPTION
	}
	return false
}

// rolesIn collects the roles that a statement names.
func rolesIn(n *pg.Node, names map[string]bool) {
	add := func(name string) {
		if name != "" && name != "none" && !strings.HasPrefix(name, "pg_") {
			names[name] = true
		}
	}
	switch x := n.GetNode().(type) {
	case *pg.Node_CreateRoleStmt:
		add(x.CreateRoleStmt.Role)
	case *pg.Node_VariableSetStmt:
		if v := x.VariableSetStmt; (v.Name == "role" || v.Name == "session_authorization") && len(v.Args) > 0 {
			add(constantText(v.Args[0]))
		}
	case *pg.Node_GrantRoleStmt:
		for _, role := range x.GrantRoleStmt.GrantedRoles {
			add(role.GetAccessPriv().GetPrivName())
		}
	case *pg.Node_CreateSchemaStmt, *pg.Node_GrantStmt, *pg.Node_AlterDefaultPrivilegesStmt, *pg.Node_AlterOwnerStmt,
		*pg.Node_AlterTableStmt, *pg.Node_ReassignOwnedStmt, *pg.Node_DropOwnedStmt, *pg.Node_CreatePolicyStmt, *pg.Node_AlterPolicyStmt,
		*pg.Node_AlterRoleStmt, *pg.Node_AlterRoleSetStmt, *pg.Node_CreateUserMappingStmt, *pg.Node_AlterUserMappingStmt, *pg.Node_DropUserMappingStmt:
	default:
		return
	}
	tree.Walk(n, func(m proto.Message) bool {
		if r, ok := m.(*pg.RoleSpec); ok {
			add(r.Rolename)
		}
		return true
	})
}
