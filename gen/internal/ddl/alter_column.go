package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// alterColumn runs the subcommands that change one field of a column.
func (s *stmt) alterColumn(rel schema.ID, c *pg.AlterTableCmd, only bool) error {
	if c.Name == "" && c.Num > 0 {
		return s.fault(0, notSupported, "cannot refer to non-index column by number")
	}
	if n := c.Def.GetInteger().GetIval(); c.Subtype == pg.AlterTableType_AT_SetStatistics && n < -1 {
		return s.nameFault(c.Name, invalidParameter, "statistics target %d is too low", n)
	}
	col, err := s.column(rel, c.Name, 0)
	if err != nil {
		return err
	}
	if err := s.judgeColumnAction(col, c); err != nil {
		return err
	}
	switch c.Subtype {
	case pg.AlterTableType_AT_SetNotNull:
		if only {
			return s.setOwnNotNull(rel, c.Name)
		}
		s.setNotNull(rel, c.Name)
		return nil
	case pg.AlterTableType_AT_DropNotNull:
		return s.dropNotNull(rel, col, only)
	case pg.AlterTableType_AT_DropExpression:
		return s.dropExpression(col, c)
	case pg.AlterTableType_AT_AddIdentity, pg.AlterTableType_AT_SetIdentity, pg.AlterTableType_AT_DropIdentity:
		return s.alterIdentity(col, c)
	case pg.AlterTableType_AT_SetStatistics:
		col.Statistics = min(int(c.Def.GetInteger().GetIval()), 10000) // the server lowers it
	case pg.AlterTableType_AT_SetStorage:
		col.Storage = s.storage(col.Type, str(c.Def))
	case pg.AlterTableType_AT_SetCompression:
		col.Compression = compression(str(c.Def))
	case pg.AlterTableType_AT_SetOptions:
		col.Options = setOptions(col.Options, c.Def.GetList().GetItems())
	case pg.AlterTableType_AT_ResetOptions:
		col.Options = resetOptions(col.Options, c.Def.GetList().GetItems())
	}
	s.put(col)
	if only || c.Subtype != pg.AlterTableType_AT_SetStatistics && c.Subtype != pg.AlterTableType_AT_SetStorage {
		return nil
	}
	for _, child := range s.children(rel) {
		if err := s.alterColumn(child, c, false); err != nil {
			return err
		}
	}
	return nil
}

func (s *stmt) dropNotNull(rel schema.ID, col schema.Column, only bool) error {
	if col.Identity != schema.IdentityNone {
		return s.nameFault(col.ID.Name, syntaxError, "column %q of relation %q is an identity column", col.ID.Name, rel.Name)
	}
	if pk, ok := s.primaryKey(rel); ok && slices.Contains(pk.Columns, col.ID.Name) {
		return s.nameFault(col.ID.Name, invalidTable, "column %q is in a primary key", col.ID.Name)
	}
	if err := s.judgeNull(rel, col.ID.Name); err != nil {
		return err
	}
	col.NotNull = false
	s.put(col)
	if only {
		return nil
	}
	for _, child := range s.children(rel) {
		if c, ok := schema.Get[schema.Column](s.db, child.In(schema.KindColumn, col.ID.Name)); ok && c.NotNull {
			if err := s.dropNotNull(child, c, false); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *stmt) dropExpression(col schema.Column, c *pg.AlterTableCmd) error {
	if col.Generated.IsZero() {
		if c.MissingOk {
			return nil
		}
		return s.nameFault(col.ID.Name, notInState, "column %q of relation %q is not a stored generated column", col.ID.Name, col.ID.Relation)
	}
	if col.Virtual {
		return hinted(s.nameFault(col.ID.Name, notSupported, "ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns: %s", col.ID),
			"drop the column and add it again as a plain one")
	}
	col.Generated = schema.Expr{}
	s.put(col)
	for _, child := range s.children(col.ID.Parent()) {
		if in, ok := schema.Get[schema.Column](s.db, child.In(schema.KindColumn, col.ID.Name)); ok {
			if err := s.dropExpression(in, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// alterIdentity runs ADD, SET and DROP IDENTITY.
func (s *stmt) alterIdentity(col schema.Column, c *pg.AlterTableCmd) error {
	is := col.Identity != schema.IdentityNone
	switch c.Subtype {
	case pg.AlterTableType_AT_AddIdentity:
		// The server makes the sequence first.
		if _, _, err := s.sequenceOf(columnDef{column: col, identity: c.Def.GetConstraint()}); err != nil {
			return err
		}
		if is {
			return s.nameFault(col.ID.Name, notInState, "column %q of relation %q is already an identity column", col.ID.Name, col.ID.Relation)
		}
		if !col.NotNull {
			return s.nameFault(col.ID.Name, notInState, "column %q of relation %q must be declared NOT NULL before identity can be added", col.ID.Name, col.ID.Relation)
		}
		if !col.Default.IsZero() {
			return s.nameFault(col.ID.Name, notInState, "column %q of relation %q already has a default value", col.ID.Name, col.ID.Relation)
		}
		def := c.Def.GetConstraint()
		col.Identity = identityMode(def.GeneratedWhen)
		return s.putColumn(columnDef{column: col, identity: def})
	case pg.AlterTableType_AT_DropIdentity:
		if !is {
			if c.MissingOk {
				return nil
			}
			return s.nameFault(col.ID.Name, notInState, "column %q of relation %q is not an identity column", col.ID.Name, col.ID.Relation)
		}
		col.Identity = schema.IdentityNone
		s.put(col)
		for _, seq := range s.db.Owned(col.ID) {
			if seq.Identity {
				for _, attachment := range s.db.Parts(seq.ID) {
					s.remove(attachment)
				}
				s.remove(seq.ID)
			}
		}
		return nil
	}
	if !is {
		return s.nameFault(col.ID.Name, notInState, "column %q of relation %q is not an identity column", col.ID.Name, col.ID.Relation)
	}
	return s.setIdentity(col, c.Def.GetList().GetItems())
}

func (s *stmt) setIdentity(col schema.Column, options []*pg.Node) error {
	var rest []*pg.Node
	for _, o := range options {
		if d := o.GetDefElem(); d.Defname == "generated" {
			col.Identity = identityMode(string(rune(d.Arg.GetInteger().GetIval())))
		} else {
			rest = append(rest, o)
		}
	}
	s.put(col)
	for _, seq := range s.db.Owned(col.ID) {
		if !seq.Identity {
			continue
		}
		next, err := s.sequenceOptions(seq, rest, false)
		if err != nil {
			return err
		}
		s.put(next)
	}
	return nil
}

// alterDefault runs SET DEFAULT and DROP DEFAULT, in children too.
func (s *stmt) alterDefault(rel schema.ID, c *pg.AlterTableCmd, only bool) error {
	col, err := s.column(rel, c.Name, 0)
	if err != nil {
		return err
	}
	if col.Identity != schema.IdentityNone {
		return s.nameFault(c.Name, syntaxError, "column %q of relation %q is an identity column", c.Name, rel.Name)
	}
	if !col.Generated.IsZero() {
		return s.nameFault(c.Name, syntaxError, "column %q of relation %q is a generated column", c.Name, rel.Name)
	}
	col.Default = schema.Expr{}
	if c.Def != nil && !s.isNone(c.Def, col.Type) {
		if col.Default, err = s.defaultOf(c.Def, s.exprText(c.Def), col.Type); err != nil {
			return err
		}
	}
	s.put(col)
	if only {
		return nil
	}
	for _, child := range s.children(rel) {
		if s.hasColumn(child, c.Name) {
			if err := s.alterDefault(child, c, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// retypable gives 0A000 if something rests on the type of the column.
func (s *stmt) retypable(col schema.ID, at int32) error {
	for _, user := range s.db.Users(col) {
		what := ""
		switch user.Kind {
		case schema.KindView, schema.KindMaterializedView, schema.KindRule:
			what = "by a view or rule"
		case schema.KindPublication:
			if !s.filters(user, col) {
				continue
			}
			what = "by a publication WHERE clause"
		case schema.KindColumn:
			what = "by a generated column"
		case schema.KindPolicy:
			what = "in a policy definition"
		case schema.KindTrigger:
			what = "in a trigger definition"
		case schema.KindFunction, schema.KindProcedure:
			what = "by a function or procedure"
		default:
			continue
		}
		return hinted(s.fault(at, notSupported, "cannot alter type of a column used %s: %s depends on %s", what, user, col),
			"drop it first and create it again afterwards")
	}
	return nil
}

// alterType runs ALTER COLUMN TYPE.
func (s *stmt) alterType(rel schema.ID, c *pg.AlterTableCmd, only bool) error {
	if heir, ok := s.strangerHas(rel.In(schema.KindColumn, c.Name)); ok {
		return s.nameFault(c.Name, invalidTable, "cannot alter inherited column %q of relation %q", c.Name, heir.Relation)
	}
	return s.retype(rel, c, only)
}

// retype gives a column another type, in children too.
func (s *stmt) retype(rel schema.ID, c *pg.AlterTableCmd, only bool) error {
	col, err := s.column(rel, c.Name, 0)
	if err != nil {
		return err
	}
	def := c.Def.GetColumnDef()
	t, err := s.wholeType(def.TypeName)
	if err != nil {
		return err
	}
	if err := s.judgeRetype(rel, col, c, t, only); err != nil {
		return err
	}
	if err := s.judgeRetyped(rel, col, t, def.TypeName.Location); err != nil {
		return err
	}
	col.Type, col.Collation = t, ""
	if def.CollClause != nil {
		if col.Collation, err = s.collation(def.CollClause, t); err != nil {
			return err
		}
	}
	if !col.Default.IsZero() {
		if col.Default, err = s.parsedExpr(col.Default.SQL, scope{path: s.writtenPath(col.ID, col.Default)}, t); err != nil {
			return err
		}
	}
	col.Storage, col.Compression = "", "" // both are those of the new type
	texts := s.spelledUsers(col.ID)
	s.put(col)
	s.retypeSequences(col)
	s.remadeIndexes(col.ID)
	if err := s.remakeUsers(col.ID, texts); err != nil {
		return err
	}
	if err := s.keysStillFit(rel, c.Name); err != nil {
		return err
	}
	if only {
		return nil
	}
	for _, child := range s.children(rel) {
		if err := s.retype(child, c, false); err != nil {
			return err
		}
	}
	if !col.Inherited && s.isPartitioned(rel) {
		return s.remakeParts(col.ID)
	}
	return nil
}

// judgeRetyped refuses a type for what the column is and has.
func (s *stmt) judgeRetyped(rel schema.ID, col schema.Column, t schema.Type, at int32) error {
	if err := s.notPartitioning(col.ID); err != nil {
		return err
	}
	if err := s.judgeKept(col, t); err != nil {
		return err
	}
	if err := s.retypable(col.ID, at); err != nil {
		return err
	}
	if err := s.rewritable(rel); err != nil {
		return err
	}
	if _, ok := limits[t.Name]; col.Identity != schema.IdentityNone && t.Builtin() && (!ok || t.Array) {
		return s.nameFault(col.ID.Name, invalidParameter, "identity column type must be smallint, integer, or bigint")
	}
	return nil
}

// retypeSequences lets the sequence of an identity column follow its type.
func (s *stmt) retypeSequences(col schema.Column) {
	for _, seq := range s.db.Owned(col.ID) {
		if _, ok := limits[col.Type.Name]; !ok || !seq.Identity {
			continue
		}
		old, next := limits[seq.Type], limits[col.Type.Name]
		if seq.Max == old.max {
			seq.Max = next.max
		}
		if seq.Min == old.min {
			seq.Min = next.min
		}
		seq.Type = col.Type.Name
		s.put(seq)
	}
}
