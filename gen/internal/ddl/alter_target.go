package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// relationSort is what ALTER TABLE tells apart among the relations.
type relationSort uint8

const (
	sortTable relationSort = 1 << iota
	sortView
	sortMatview
	sortIndex
	sortSequence
	sortForeign
	sortComposite
)

const sortsWithRows = sortTable | sortForeign

// actionSorts are the relations that each action of ALTER TABLE takes; an action that
// is missing takes all.
var actionSorts = map[pg.AlterTableType]relationSort{
	pg.AlterTableType_AT_AddColumn: sortsWithRows | sortComposite, pg.AlterTableType_AT_DropColumn: sortsWithRows | sortComposite,
	pg.AlterTableType_AT_AlterColumnType: sortsWithRows | sortComposite,
	pg.AlterTableType_AT_ColumnDefault:   sortsWithRows | sortView, pg.AlterTableType_AT_AddIdentity: sortsWithRows | sortView,
	pg.AlterTableType_AT_SetIdentity: sortsWithRows | sortView, pg.AlterTableType_AT_DropIdentity: sortsWithRows | sortView,
	pg.AlterTableType_AT_DropNotNull: sortsWithRows, pg.AlterTableType_AT_SetNotNull: sortsWithRows,
	pg.AlterTableType_AT_DropExpression: sortsWithRows, pg.AlterTableType_AT_SetStatistics: sortsWithRows | sortMatview | sortIndex,
	pg.AlterTableType_AT_SetOptions: sortsWithRows | sortMatview, pg.AlterTableType_AT_ResetOptions: sortsWithRows | sortMatview,
	pg.AlterTableType_AT_SetStorage: sortsWithRows | sortMatview, pg.AlterTableType_AT_SetCompression: sortTable | sortMatview,
	pg.AlterTableType_AT_AddConstraint: sortsWithRows, pg.AlterTableType_AT_DropConstraint: sortsWithRows,
	pg.AlterTableType_AT_AlterConstraint: sortTable, pg.AlterTableType_AT_ValidateConstraint: sortsWithRows,
	pg.AlterTableType_AT_AlterColumnGenericOptions: sortForeign, pg.AlterTableType_AT_GenericOptions: sortForeign,
	pg.AlterTableType_AT_ClusterOn: sortTable | sortMatview, pg.AlterTableType_AT_DropCluster: sortTable | sortMatview,
	pg.AlterTableType_AT_SetLogged: sortTable | sortSequence, pg.AlterTableType_AT_SetUnLogged: sortTable | sortSequence,
	pg.AlterTableType_AT_DropOids: sortsWithRows, pg.AlterTableType_AT_SetAccessMethod: sortTable | sortMatview,
	pg.AlterTableType_AT_SetTableSpace: sortTable | sortMatview | sortIndex,
	pg.AlterTableType_AT_SetRelOptions: sortTable | sortView | sortMatview | sortIndex, pg.AlterTableType_AT_ResetRelOptions: sortTable | sortView | sortMatview | sortIndex,
	pg.AlterTableType_AT_AddInherit: sortsWithRows, pg.AlterTableType_AT_DropInherit: sortsWithRows,
	pg.AlterTableType_AT_AddOf: sortTable, pg.AlterTableType_AT_DropOf: sortTable, pg.AlterTableType_AT_ReplicaIdentity: sortTable | sortMatview,
	pg.AlterTableType_AT_EnableTrig: sortsWithRows, pg.AlterTableType_AT_EnableAlwaysTrig: sortsWithRows,
	pg.AlterTableType_AT_EnableReplicaTrig: sortsWithRows, pg.AlterTableType_AT_DisableTrig: sortsWithRows,
	pg.AlterTableType_AT_EnableTrigAll: sortsWithRows, pg.AlterTableType_AT_DisableTrigAll: sortsWithRows,
	pg.AlterTableType_AT_EnableTrigUser: sortsWithRows, pg.AlterTableType_AT_DisableTrigUser: sortsWithRows,
	pg.AlterTableType_AT_EnableRule: sortTable, pg.AlterTableType_AT_EnableAlwaysRule: sortTable,
	pg.AlterTableType_AT_EnableReplicaRule: sortTable, pg.AlterTableType_AT_DisableRule: sortTable,
	pg.AlterTableType_AT_EnableRowSecurity: sortTable, pg.AlterTableType_AT_DisableRowSecurity: sortTable,
	pg.AlterTableType_AT_ForceRowSecurity: sortTable, pg.AlterTableType_AT_NoForceRowSecurity: sortTable,
	pg.AlterTableType_AT_AttachPartition: sortTable | sortIndex, pg.AlterTableType_AT_DetachPartition: sortTable,
	pg.AlterTableType_AT_DetachPartitionFinalize: sortTable,
}

// sortOf returns which sort of relation has the ID.
func (s *stmt) sortOf(id schema.ID) relationSort {
	switch {
	case id.Kind == schema.KindTable && s.isForeign(id):
		return sortForeign
	case id.Kind == schema.KindTable:
		return sortTable
	case id.Kind == schema.KindView:
		return sortView
	case id.Kind == schema.KindMaterializedView:
		return sortMatview
	case id.Kind == schema.KindSequence:
		return sortSequence
	case id.Kind == schema.KindComposite:
		return sortComposite
	}
	return sortIndex
}

// takes gives 42809 if one of the actions cannot be performed on the relation.
func (s *stmt) takes(id schema.ID, cmds []*pg.Node) error {
	is := s.sortOf(id)
	for _, c := range cmds {
		cmd := c.GetAlterTableCmd()
		sorts, ok := actionSorts[cmd.Subtype]
		if ok && sorts&is == 0 || cmd.Subtype == pg.AlterTableType_AT_AddConstraint && cmd.Def.GetConstraint().GetIndexname() != "" && is != sortTable {
			return s.nameFault(id.Name, wrongObjectType, "ALTER action %s cannot be performed on relation %q", subcommandName(cmd), id.Name)
		}
	}
	return nil
}
