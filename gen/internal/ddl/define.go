package ddl

import (
	pg "github.com/pganalyze/pg_query_go/v5"
)

// runDefinition runs what defines operators, casts, languages, full text search and
// the like.
func (s *stmt) runDefinition(n *pg.Node) error {
	switch x := n.GetNode().(type) {
	case *pg.Node_DefineStmt:
		return s.defineStatement(x.DefineStmt)
	case *pg.Node_AlterCollationStmt:
		return s.alterCollation(x.AlterCollationStmt)
	case *pg.Node_AlterOperatorStmt:
		return s.alterOperator(x.AlterOperatorStmt)
	case *pg.Node_CreateOpClassStmt:
		return s.createOpClass(x.CreateOpClassStmt)
	case *pg.Node_CreateOpFamilyStmt:
		return s.createOpFamily(x.CreateOpFamilyStmt)
	case *pg.Node_AlterOpFamilyStmt:
		return s.alterOpFamily(x.AlterOpFamilyStmt)
	case *pg.Node_CreateCastStmt:
		return s.createCast(x.CreateCastStmt)
	case *pg.Node_CreateConversionStmt:
		return s.createConversion(x.CreateConversionStmt)
	case *pg.Node_CreatePlangStmt:
		return s.createLanguage(x.CreatePlangStmt)
	case *pg.Node_CreateTransformStmt:
		return s.createTransform(x.CreateTransformStmt)
	case *pg.Node_CreateAmStmt:
		return s.createAccessMethod(x.CreateAmStmt)
	case *pg.Node_AlterTypeStmt:
		return s.alterBaseType(x.AlterTypeStmt)
	case *pg.Node_AlterTsdictionaryStmt:
		return s.alterDictionary(x.AlterTsdictionaryStmt)
	case *pg.Node_AlterTsconfigurationStmt:
		return s.alterConfiguration(x.AlterTsconfigurationStmt)
	}
	return s.unknown("this statement (" + kindOf(n) + ")")
}

// defineStatement runs the statements that share the grammar of CREATE AGGREGATE.
func (s *stmt) defineStatement(n *pg.DefineStmt) error {
	if err := s.judgeValues(n.Definition); err != nil {
		return err
	}
	switch n.Kind {
	case pg.ObjectType_OBJECT_AGGREGATE:
		return s.createAggregate(n)
	case pg.ObjectType_OBJECT_COLLATION:
		return s.createCollation(n)
	case pg.ObjectType_OBJECT_OPERATOR:
		return s.createOperator(n)
	case pg.ObjectType_OBJECT_TYPE:
		return s.createBaseType(n)
	case pg.ObjectType_OBJECT_TSPARSER:
		return s.createParser(n)
	case pg.ObjectType_OBJECT_TSTEMPLATE:
		return s.createTemplate(n)
	case pg.ObjectType_OBJECT_TSDICTIONARY:
		return s.createDictionary(n)
	case pg.ObjectType_OBJECT_TSCONFIGURATION:
		return s.createConfiguration(n)
	}
	return s.unknown("this statement (CREATE " + objectWord(n.Kind) + ")")
}

// withValue are the options of all definitions that need a value; others are true
// without one.
var withValue = wordSet(`basetype sfunc msfunc minvfunc finalfunc mfinalfunc combinefunc serialfunc deserialfunc stype mstype
	initcond minitcond sortop parallel finalfunc_modify mfinalfunc_modify leftarg rightarg function procedure commutator negator restrict join
	input output receive send typmod_in typmod_out analyze subscript category delimiter default element storage alignment internallength like
	from locale lc_collate lc_ctype provider version parser copy template start gettoken end headline lextypes init lexize
	subtype subtype_opclass collation canonical subtype_diff multirange_type_name`)

// judgeValues gives 42601 for an option without the value that it needs.
func (s *stmt) judgeValues(options []*pg.Node) error {
	for _, o := range options {
		switch d := o.GetDefElem(); {
		case d.GetArg() != nil:
		case withValue[d.Defname]:
			return s.fault(0, syntaxError, "%s requires a parameter", d.Defname)
		case d.Defname == "sspace" || d.Defname == "msspace":
			return s.fault(0, syntaxError, "%s requires an integer value", d.Defname)
		}
	}
	return nil
}
