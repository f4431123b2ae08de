package ddl

import (
	"maps"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// Treatment is what the replay does with a kind of statement.
type Treatment uint8

// The treatments. A part is a node that the parser calls a statement but that
// stands only inside others, or that only the server makes. What is judged is refused
// where the server refuses it before it runs.
const (
	Modelled Treatment = iota + 1
	NoEffect
	Opaque
	Part
	Judged
)

// String returns the treatment in words.
func (t Treatment) String() string {
	return [...]string{"", "modelled", "no effect on the schema", "not decidable without a server", "part of another statement",
		"judged, no effect on the schema"}[t]
}

// statementLedger lists every statement kind of the grammar. A kind that is
// missing here is reported as an error.
var statementLedger = map[string]Treatment{
	"CreateStmt": Modelled, "AlterTableStmt": Modelled, "IndexStmt": Modelled, "DropStmt": Modelled, "RenameStmt": Modelled,
	"CreateTableAsStmt": Modelled, "SelectStmt": Modelled, "ViewStmt": Modelled, "CreateSchemaStmt": Modelled,
	"CreateExtensionStmt": Modelled, "AlterExtensionStmt": Modelled, "CreateSeqStmt": Modelled, "AlterSeqStmt": Modelled,
	"CreateEnumStmt": Modelled, "AlterEnumStmt": Modelled, "CreateDomainStmt": Modelled, "AlterDomainStmt": Modelled,
	"CompositeTypeStmt": Modelled, "CreateRangeStmt": Modelled, "CreateFunctionStmt": Modelled, "AlterFunctionStmt": Modelled,
	"CreateTrigStmt": Modelled, "CommentStmt": Modelled, "AlterObjectSchemaStmt": Modelled, "VariableSetStmt": Modelled,
	"TransactionStmt": Modelled, "DiscardStmt": Modelled, "CallStmt": Modelled, "CreatePolicyStmt": Modelled, "AlterPolicyStmt": Modelled,
	"DefineStmt": Modelled, "GrantStmt": Modelled, "AlterDefaultPrivilegesStmt": Modelled, "AlterOwnerStmt": Modelled,
	"ReassignOwnedStmt": Modelled, "DropOwnedStmt": Modelled, "CreateRoleStmt": Modelled, "DropRoleStmt": Modelled, "AlterRoleStmt": Modelled,

	"RuleStmt": Modelled, "CreateEventTrigStmt": Modelled, "AlterEventTrigStmt": Modelled, "CreateStatsStmt": Modelled, "AlterStatsStmt": Modelled,
	"CreatePublicationStmt": Modelled, "AlterPublicationStmt": Modelled, "CreateFdwStmt": Modelled, "AlterFdwStmt": Modelled,
	"CreateForeignServerStmt": Modelled, "AlterForeignServerStmt": Modelled, "CreateForeignTableStmt": Modelled,
	"CreateUserMappingStmt": Modelled, "AlterUserMappingStmt": Modelled, "DropUserMappingStmt": Modelled, "AlterTableMoveAllStmt": Modelled,

	"AlterTypeStmt": Modelled, "AlterOperatorStmt": Modelled, "AlterCollationStmt": Modelled, "CreateCastStmt": Modelled,
	"CreateConversionStmt": Modelled, "CreateTransformStmt": Modelled, "CreateOpClassStmt": Modelled,
	"CreateOpFamilyStmt": Modelled, "AlterOpFamilyStmt": Modelled, "CreateAmStmt": Modelled, "CreatePlangStmt": Modelled,
	"AlterTsdictionaryStmt": Modelled, "AlterTsconfigurationStmt": Modelled,

	"DoStmt": Opaque, "ImportForeignSchemaStmt": Opaque, "AlterExtensionContentsStmt": Opaque,

	"InsertStmt": Judged, "DeleteStmt": Judged, "UpdateStmt": Judged, "MergeStmt": Judged, "CopyStmt": Judged,
	"VariableShowStmt": NoEffect, "TruncateStmt": Judged, "DeclareCursorStmt": Judged, "ClosePortalStmt": NoEffect,
	"FetchStmt": NoEffect, "NotifyStmt": NoEffect, "ListenStmt": NoEffect, "UnlistenStmt": NoEffect, "LoadStmt": NoEffect,
	"ClusterStmt": Modelled, "VacuumStmt": Judged, "ExplainStmt": Modelled, "RefreshMatViewStmt": Modelled,
	"CheckPointStmt": NoEffect, "LockStmt": Judged, "ConstraintsSetStmt": NoEffect, "ReindexStmt": Modelled,
	"PrepareStmt": Judged, "ExecuteStmt": NoEffect, "DeallocateStmt": NoEffect, "AlterSystemStmt": NoEffect,
	"AlterDatabaseRefreshCollStmt": NoEffect, "GrantRoleStmt": Modelled, "AlterRoleSetStmt": NoEffect,
	"AlterDatabaseSetStmt": NoEffect, "AlterDatabaseStmt": NoEffect, "CreatedbStmt": NoEffect, "DropdbStmt": NoEffect,
	"CreateTableSpaceStmt": NoEffect, "DropTableSpaceStmt": NoEffect, "AlterTableSpaceOptionsStmt": NoEffect,

	"CreateSubscriptionStmt": Modelled, "AlterSubscriptionStmt": Modelled, "DropSubscriptionStmt": Modelled,

	"AlterObjectDependsStmt": Modelled, "SecLabelStmt": Modelled,

	"RawStmt": Part, "SetOperationStmt": Part, "ReturnStmt": Part, "PlassignStmt": Part, "ReplicaIdentityStmt": Part,
}

// subcommandLedger lists every action of ALTER TABLE.
var subcommandLedger = map[pg.AlterTableType]Treatment{
	pg.AlterTableType_AT_AddColumn: Modelled, pg.AlterTableType_AT_ColumnDefault: Modelled, pg.AlterTableType_AT_DropNotNull: Modelled,
	pg.AlterTableType_AT_SetNotNull: Modelled, pg.AlterTableType_AT_DropExpression: Modelled, pg.AlterTableType_AT_SetStatistics: Modelled,
	pg.AlterTableType_AT_SetOptions: Modelled, pg.AlterTableType_AT_ResetOptions: Modelled, pg.AlterTableType_AT_SetStorage: Modelled,
	pg.AlterTableType_AT_SetCompression: Modelled, pg.AlterTableType_AT_DropColumn: Modelled, pg.AlterTableType_AT_AddConstraint: Modelled,
	pg.AlterTableType_AT_AlterConstraint: Modelled, pg.AlterTableType_AT_ValidateConstraint: Modelled, pg.AlterTableType_AT_DropConstraint: Modelled,
	pg.AlterTableType_AT_AlterColumnType: Modelled, pg.AlterTableType_AT_SetLogged: Modelled, pg.AlterTableType_AT_SetUnLogged: Modelled,
	pg.AlterTableType_AT_SetAccessMethod: Modelled, pg.AlterTableType_AT_SetTableSpace: Modelled, pg.AlterTableType_AT_SetRelOptions: Modelled,
	pg.AlterTableType_AT_ResetRelOptions: Modelled, pg.AlterTableType_AT_EnableTrig: Modelled, pg.AlterTableType_AT_EnableAlwaysTrig: Modelled,
	pg.AlterTableType_AT_EnableReplicaTrig: Modelled, pg.AlterTableType_AT_DisableTrig: Modelled, pg.AlterTableType_AT_EnableTrigAll: Modelled,
	pg.AlterTableType_AT_DisableTrigAll: Modelled, pg.AlterTableType_AT_EnableTrigUser: Modelled, pg.AlterTableType_AT_DisableTrigUser: Modelled,
	pg.AlterTableType_AT_AddInherit: Modelled, pg.AlterTableType_AT_DropInherit: Modelled, pg.AlterTableType_AT_ReplicaIdentity: Modelled,
	pg.AlterTableType_AT_EnableRowSecurity: Modelled, pg.AlterTableType_AT_DisableRowSecurity: Modelled,
	pg.AlterTableType_AT_ForceRowSecurity: Modelled, pg.AlterTableType_AT_NoForceRowSecurity: Modelled,
	pg.AlterTableType_AT_AttachPartition: Modelled, pg.AlterTableType_AT_DetachPartition: Modelled,
	pg.AlterTableType_AT_DetachPartitionFinalize: Modelled, pg.AlterTableType_AT_AddIdentity: Modelled,
	pg.AlterTableType_AT_SetIdentity: Modelled, pg.AlterTableType_AT_DropIdentity: Modelled,
	pg.AlterTableType_AT_EnableRule: Modelled, pg.AlterTableType_AT_EnableAlwaysRule: Modelled,
	pg.AlterTableType_AT_EnableReplicaRule: Modelled, pg.AlterTableType_AT_DisableRule: Modelled,
	pg.AlterTableType_AT_GenericOptions: Modelled, pg.AlterTableType_AT_AlterColumnGenericOptions: Modelled,

	pg.AlterTableType_AT_ClusterOn: NoEffect, pg.AlterTableType_AT_DropCluster: NoEffect, pg.AlterTableType_AT_DropOids: NoEffect,

	pg.AlterTableType_AT_ChangeOwner: Modelled, pg.AlterTableType_AT_AddOf: Modelled,
	pg.AlterTableType_AT_DropOf:                  Modelled,
	pg.AlterTableType_ALTER_TABLE_TYPE_UNDEFINED: Part, pg.AlterTableType_AT_AddColumnToView: Part, pg.AlterTableType_AT_CookedColumnDefault: Part,
	pg.AlterTableType_AT_CheckNotNull: Part, pg.AlterTableType_AT_AddIndex: Part, pg.AlterTableType_AT_ReAddIndex: Part,
	pg.AlterTableType_AT_ReAddConstraint: Part, pg.AlterTableType_AT_ReAddDomainConstraint: Part, pg.AlterTableType_AT_AddIndexConstraint: Part,
	pg.AlterTableType_AT_ReAddComment: Part, pg.AlterTableType_AT_ReplaceRelOptions: Part, pg.AlterTableType_AT_ReAddStatistics: Part,
}

// Coverage returns what the replay does with every statement kind and every
// action of ALTER TABLE ("AddColumn"), by the parser's names.
func Coverage() (statements, actions map[string]Treatment) {
	actions = map[string]Treatment{}
	for subtype, treatment := range subcommandLedger {
		actions[strings.TrimPrefix(subtype.String(), "AT_")] = treatment
	}
	return maps.Clone(statementLedger), actions
}

// apply runs one statement as the ledger says. A role that there is no more is found
// when all else is good.
func (s *stmt) apply(n *pg.Node) error {
	err, gone := s.applyKind(n), s.gone
	if s.gone = ""; err != nil || gone == "" {
		return err
	}
	return s.noRole(gone)
}

func (s *stmt) applyKind(n *pg.Node) error {
	kind := kindOf(n)
	s.speaksOf(n)
	if err := s.outsideBlock(n); err != nil {
		return err
	}
	treatment := statementLedger[kind]
	if treatment != Judged {
		s.Replay.seen.Forget()
	}
	switch treatment {
	case Judged:
		if err := s.judgeData(n); err != nil {
			return err
		}
		s.setsLater(n)
		return nil
	case NoEffect:
		if err := s.judgeSettings(n); err != nil {
			return err
		}
		s.setsLater(n)
		return nil
	case Modelled, Opaque:
		return s.run(n)
	}
	return s.unknown("this statement (" + kind + ")")
}

// run runs a statement that is modelled.
func (s *stmt) run(n *pg.Node) error {
	switch x := n.GetNode().(type) {
	case *pg.Node_CreateStmt:
		return s.createTable(x.CreateStmt)
	case *pg.Node_AlterTableStmt:
		return s.alterTable(x.AlterTableStmt)
	case *pg.Node_IndexStmt:
		return s.createIndex(x.IndexStmt)
	case *pg.Node_DropStmt:
		return s.dropStatement(x.DropStmt)
	case *pg.Node_RenameStmt:
		return s.rename(x.RenameStmt)
	case *pg.Node_CreateTableAsStmt:
		return s.createTableAs(x.CreateTableAsStmt)
	case *pg.Node_ViewStmt:
		return s.createView(x.ViewStmt)
	case *pg.Node_RefreshMatViewStmt:
		return s.refresh(x.RefreshMatViewStmt)
	case *pg.Node_CommentStmt:
		return s.comment(x.CommentStmt)
	case *pg.Node_AlterObjectSchemaStmt:
		return s.setSchema(x.AlterObjectSchemaStmt)
	case *pg.Node_CreateSeqStmt:
		return s.createSequence(x.CreateSeqStmt)
	case *pg.Node_AlterSeqStmt:
		return s.alterSequence(x.AlterSeqStmt)
	case *pg.Node_CreateFunctionStmt:
		return s.createFunction(x.CreateFunctionStmt)
	case *pg.Node_AlterFunctionStmt:
		return s.alterFunction(x.AlterFunctionStmt)
	case *pg.Node_CreateTrigStmt:
		return s.createTrigger(x.CreateTrigStmt)
	case *pg.Node_CreatePolicyStmt:
		return s.createPolicy(x.CreatePolicyStmt)
	case *pg.Node_AlterPolicyStmt:
		return s.alterPolicy(x.AlterPolicyStmt)
	}
	return s.runOther(n)
}

// runOther runs types, schemas, extensions and what belongs to the session.
func (s *stmt) runOther(n *pg.Node) error {
	if done, err := s.runOtherKinds(n); done {
		return err
	}
	switch x := n.GetNode().(type) {
	case *pg.Node_CreateEnumStmt:
		return s.createEnum(x.CreateEnumStmt)
	case *pg.Node_AlterEnumStmt:
		return s.alterEnum(x.AlterEnumStmt)
	case *pg.Node_CreateDomainStmt:
		return s.createDomain(x.CreateDomainStmt)
	case *pg.Node_AlterDomainStmt:
		return s.alterDomain(x.AlterDomainStmt)
	case *pg.Node_CompositeTypeStmt:
		return s.createComposite(x.CompositeTypeStmt)
	case *pg.Node_CreateRangeStmt:
		return s.createRange(x.CreateRangeStmt)
	case *pg.Node_CreateSchemaStmt:
		return s.createSchema(x.CreateSchemaStmt)
	case *pg.Node_CreateExtensionStmt:
		return s.createExtension(x.CreateExtensionStmt)
	case *pg.Node_AlterExtensionStmt:
		return s.alterExtension(x.AlterExtensionStmt)
	case *pg.Node_VariableSetStmt:
		return s.set(x.VariableSetStmt)
	case *pg.Node_TransactionStmt:
		return s.transaction(x.TransactionStmt)
	case *pg.Node_GrantStmt, *pg.Node_AlterDefaultPrivilegesStmt, *pg.Node_AlterOwnerStmt, *pg.Node_ReassignOwnedStmt,
		*pg.Node_DropOwnedStmt, *pg.Node_GrantRoleStmt, *pg.Node_CreateRoleStmt, *pg.Node_AlterRoleStmt, *pg.Node_DropRoleStmt:
		return s.runPrivileges(n)
	case *pg.Node_DiscardStmt:
		return s.discard(x.DiscardStmt)
	case *pg.Node_SelectStmt:
		return s.selectStatement(x.SelectStmt)
	case *pg.Node_CallStmt:
		if err := s.judgeCalled(x.CallStmt.Funccall); err != nil {
			return err
		}
		return s.callsIn(n)
	case *pg.Node_ReindexStmt:
		return s.reindex(x.ReindexStmt)
	case *pg.Node_ClusterStmt:
		return s.cluster(x.ClusterStmt)
	case *pg.Node_DoStmt:
		return s.doBlock(x.DoStmt)
	case *pg.Node_ExplainStmt:
		return s.explain(x.ExplainStmt)
	}
	return s.runDefinition(n)
}

// warnObject reports an ALTER or DROP of a kind of object that is not modelled.
func (s *stmt) warnObject(t pg.ObjectType) {
	s.warn(0, "pgen does not model %s and leaves this statement out", objectWord(t))
}

// objectWord names a kind of object for messages.
func objectWord(t pg.ObjectType) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(t.String(), "OBJECT_"), "_", " "))
}
