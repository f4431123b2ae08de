package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// alterView runs a subcommand of ALTER TABLE on a view or materialized view.
func (s *stmt) alterView(v schema.View, cmd *pg.AlterTableCmd, items []*pg.Node) error {
	switch cmd.Subtype {
	case pg.AlterTableType_AT_SetRelOptions:
		if err := s.judgeViewOptions(v, items); err != nil {
			return err
		}
		v.Options, v.Tablespace, _ = alterStored(cmd, items, v.Options, v.Tablespace)
	case pg.AlterTableType_AT_ResetRelOptions:
		v.Options, v.Tablespace, _ = alterStored(cmd, items, v.Options, v.Tablespace)
	case pg.AlterTableType_AT_SetTableSpace:
		if err := s.judgeSpace(cmd.Name, false); err != nil {
			return err
		}
		v.Options, v.Tablespace, _ = alterStored(cmd, items, v.Options, v.Tablespace)
	case pg.AlterTableType_AT_SetAccessMethod:
		method, err := s.tableMethod(cmd.Name)
		if err != nil {
			return err
		}
		v.AccessMethod = method
	case pg.AlterTableType_AT_EnableRule, pg.AlterTableType_AT_EnableAlwaysRule, pg.AlterTableType_AT_EnableReplicaRule, pg.AlterTableType_AT_DisableRule:
		return s.fault(0, wrongObjectType, "ALTER action %s cannot be performed on %s", subcommandName(cmd), v.ID)
	case pg.AlterTableType_AT_ColumnDefault:
		return s.alterViewDefault(v, cmd)
	case pg.AlterTableType_AT_SetStatistics, pg.AlterTableType_AT_SetOptions, pg.AlterTableType_AT_ResetOptions,
		pg.AlterTableType_AT_SetStorage, pg.AlterTableType_AT_SetCompression:
		return s.viewColumn(v.ID, cmd)
	case pg.AlterTableType_AT_ClusterOn, pg.AlterTableType_AT_DropCluster:
		return s.alterCluster(v.ID, cmd)
	case pg.AlterTableType_AT_AddIdentity, pg.AlterTableType_AT_SetIdentity, pg.AlterTableType_AT_DropIdentity:
		return s.viewIdentity(v.ID, cmd)
	case pg.AlterTableType_AT_ReplicaIdentity:
		if n := cmd.Def.GetReplicaIdentityStmt(); n.IdentityType == "i" {
			return s.judgeIdentityIndex(v.ID, n.Name)
		}
		fallthrough
	default:
		s.warn(0, "%s of %s is not modelled", subcommandName(cmd), v.ID)
		return nil
	}
	s.put(v)
	return nil
}

// viewColumn judges what is said of a column of a materialized view, which is not in the
// model.
func (s *stmt) viewColumn(id schema.ID, cmd *pg.AlterTableCmd) error {
	t, ok := s.columnType(id, cmd.Name)
	switch n := cmd.Def.GetInteger().GetIval(); {
	case cmd.Name == "" && cmd.Num > 0:
		return s.fault(0, notSupported, "cannot refer to non-index column by number")
	case cmd.Subtype == pg.AlterTableType_AT_SetStatistics && n < -1:
		return s.nameFault(cmd.Name, invalidParameter, "statistics target %d is too low", n)
	case !ok && systemColumns[cmd.Name]:
		return s.nameFault(cmd.Name, notSupported, "cannot alter system column %q", cmd.Name)
	case !ok && cmd.Name != "":
		return s.nameFault(cmd.Name, undefinedColumn, "column %q of relation %q does not exist", cmd.Name, id.Name)
	case t.IsZero():
		return nil
	}
	s.warn(0, "%s of %s is not modelled", subcommandName(cmd), id)
	return s.judgeColumnAction(schema.Column{Type: t}, cmd)
}

// viewIdentity judges the actions for identity columns, which no view has.
func (s *stmt) viewIdentity(id schema.ID, cmd *pg.AlterTableCmd) error {
	switch {
	case !s.hasColumn(id, cmd.Name):
		return s.nameFault(cmd.Name, undefinedColumn, "column %q of relation %q does not exist", cmd.Name, id.Name)
	case cmd.Subtype == pg.AlterTableType_AT_AddIdentity:
		t, _ := s.columnType(id, cmd.Name)
		if _, ok := limits[t.Name]; !ok && !t.IsZero() {
			return s.nameFault(cmd.Name, invalidParameter, "identity column type must be smallint, integer, or bigint")
		}
		return s.nameFault(cmd.Name, notInState, "column %q of relation %q must be declared NOT NULL before identity can be added", cmd.Name, id.Name)
	case cmd.MissingOk:
		return nil
	}
	return s.nameFault(cmd.Name, notInState, "column %q of relation %q is not an identity column", cmd.Name, id.Name)
}
