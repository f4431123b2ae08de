package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

func wrapperID(name string) schema.ID {
	return schema.ID{Kind: schema.KindForeignDataWrapper, Name: name}
}

func serverID(name string) schema.ID { return schema.ID{Kind: schema.KindServer, Name: name} }

// createWrapper runs CREATE FOREIGN DATA WRAPPER.
func (s *stmt) createWrapper(n *pg.CreateFdwStmt) error {
	w := schema.ForeignDataWrapper{Header: s.header(wrapperID(n.Fdwname))}
	if _, ok := s.wrapper(n.Fdwname); ok {
		return s.nameFault(n.Fdwname, duplicateObject, "foreign-data wrapper %q already exists", n.Fdwname)
	}
	if err := s.wrapperFunctions(&w, n.FuncOptions); err != nil {
		return err
	}
	if err := s.foreignOptions(&w.Options, &w.Secrets, n.Options); err != nil {
		return err
	}
	s.put(w)
	return nil
}

// alterWrapper runs ALTER FOREIGN DATA WRAPPER.
func (s *stmt) alterWrapper(n *pg.AlterFdwStmt) error {
	w, ok := schema.Get[schema.ForeignDataWrapper](s.db, wrapperID(n.Fdwname))
	if !ok {
		if _, brought := s.wrapper(n.Fdwname); brought {
			s.warn(0, "the foreign-data wrapper %s belongs to an extension; this change is left out", n.Fdwname)
			return nil
		}
		return s.nameFault(n.Fdwname, undefinedObject, "foreign-data wrapper %q does not exist", n.Fdwname)
	}
	if err := s.wrapperFunctions(&w, n.FuncOptions); err != nil {
		return err
	}
	if err := s.foreignOptions(&w.Options, &w.Secrets, n.Options); err != nil {
		return err
	}
	s.put(w)
	return nil
}

// wrapperFunctions reads HANDLER and VALIDATOR.
func (s *stmt) wrapperFunctions(w *schema.ForeignDataWrapper, nodes []*pg.Node) error {
	seen := map[string]bool{}
	for _, n := range nodes {
		d := n.GetDefElem()
		if seen[d.Defname] {
			return s.fault(d.Location, syntaxError, "conflicting or redundant options")
		}
		seen[d.Defname] = true
		target, args, result := &w.Handler, "", "fdw_handler"
		if d.Defname == "validator" {
			target, args, result = &w.Validator, "text[],oid", ""
		}
		if d.Arg == nil {
			*target = schema.ID{}
			continue
		}
		id, err := s.wrapperFunction(d.Arg.GetList().GetItems(), args, result)
		if err != nil {
			return err
		}
		*target = id
	}
	return nil
}

// wrapperFunction finds a function with the arguments; one that an extension or
// pg_catalog brings is taken as it is written.
func (s *stmt) wrapperFunction(names []*pg.Node, args, result string) (schema.ID, error) {
	schemaName, name := qualified(names)
	path := []string{schemaName}
	if schemaName == "" {
		path = s.searched()
	}
	id := schema.ID{Kind: schema.KindFunction, Name: name, Args: args}
	for _, id.Schema = range path {
		r, ok := schema.Get[schema.Routine](s.db, id)
		if !ok {
			continue
		}
		if result != "" && r.Returns.Name != result {
			return id, s.nameFault(name, wrongObjectType, "function %s must return type %s", name, result)
		}
		return id, nil
	}
	for ext := range schema.AllOf[schema.Extension](s.db) {
		for _, brought := range foreignExtensions[ext.ID.Name] {
			if strings.HasPrefix(name, strings.TrimSuffix(brought, "_fdw")) && (schemaName == "" || schemaName == ext.Schema) {
				return schema.ID{Kind: schema.KindFunction, Schema: ext.Schema, Name: name, Args: args}, nil
			}
		}
	}
	if name == "postgresql_fdw_validator" && (schemaName == "" || schemaName == "pg_catalog") {
		return schema.ID{Kind: schema.KindFunction, Schema: "pg_catalog", Name: name, Args: args}, nil
	}
	return id, s.nameFault(name, undefinedFunction, "function %s(%s) does not exist", dotted(schemaName, name), args)
}

// foreignExtensions lists the wrappers that well-known extensions bring.
var foreignExtensions = map[string][]string{"postgres_fdw": {"postgres_fdw"}, "file_fdw": {"file_fdw"}, "dblink": {"dblink_fdw"},
	"mysql_fdw": {"mysql_fdw"}, "oracle_fdw": {"oracle_fdw"}, "tds_fdw": {"tds_fdw"}, "mongo_fdw": {"mongo_fdw"}, "redis_fdw": {"redis_fdw"},
	"sqlite_fdw": {"sqlite_fdw"}, "multicorn": {"multicorn"}, "ogr_fdw": {"ogr_fdw"}, "clickhouse_fdw": {"clickhouse_fdw"},
	"parquet_fdw": {"parquet_fdw"}, "cstore_fdw": {"cstore_fdw"}, "hdfs_fdw": {"hdfs_fdw"}, "jdbc_fdw": {"jdbc_fdw"}, "duckdb_fdw": {"duckdb_fdw"}}

// wrapper finds a foreign-data wrapper: one of the model, or the extension that
// brings it.
func (r *Replay) wrapper(name string) (schema.ID, bool) {
	if id := wrapperID(name); r.db.Has(id) {
		return id, true
	}
	for extension, wrappers := range foreignExtensions {
		if slices.Contains(wrappers, name) && r.db.Has(extensionID(extension)) {
			return extensionID(extension), true
		}
	}
	return schema.ID{}, false
}

// wrapperOf is wrapper that takes a well-known extension as installed.
func (s *stmt) wrapperOf(name string) (schema.ID, error) {
	if id, ok := s.wrapper(name); ok {
		return id, nil
	}
	for extension, wrappers := range foreignExtensions {
		if slices.Contains(wrappers, name) {
			s.assume(canon.Need{Extension: extension, What: "foreign-data wrapper " + name, Location: int(s.placeOf(name))})
		}
	}
	if id, ok := s.wrapper(name); ok {
		return id, nil
	}
	return schema.ID{}, s.nameFault(name, undefinedObject, "foreign-data wrapper %q does not exist", name)
}

// createServer runs CREATE SERVER.
func (s *stmt) createServer(n *pg.CreateForeignServerStmt) error {
	x := schema.Server{Header: s.header(serverID(n.Servername)), WrapperName: n.Fdwname, Type: n.Servertype, ServerVersion: n.Version}
	if s.db.Has(x.ID) {
		if n.IfNotExists {
			return nil
		}
		return s.nameFault(n.Servername, duplicateObject, "server %q already exists", n.Servername)
	}
	var err error
	if x.Wrapper, err = s.wrapperOf(n.Fdwname); err != nil {
		return err
	}
	if err := s.foreignOptions(&x.Options, &x.Secrets, n.Options); err != nil {
		return err
	}
	s.put(x)
	return nil
}

// alterServer runs ALTER SERVER.
func (s *stmt) alterServer(n *pg.AlterForeignServerStmt) error {
	x, err := s.foreignServer(n.Servername)
	if err != nil {
		return err
	}
	if n.HasVersion {
		x.ServerVersion = n.Version
	}
	if err := s.foreignOptions(&x.Options, &x.Secrets, n.Options); err != nil {
		return err
	}
	s.put(x)
	return nil
}

func (s *stmt) foreignServer(name string) (schema.Server, error) {
	x, ok := schema.Get[schema.Server](s.db, serverID(name))
	if !ok {
		return x, s.nameFault(name, undefinedObject, "server %q does not exist", name)
	}
	return x, nil
}

// createMapping runs CREATE USER MAPPING.
func (s *stmt) createMapping(n *pg.CreateUserMappingStmt) error {
	if _, err := s.foreignServer(n.Servername); err != nil {
		return err
	}
	m := schema.UserMapping{Header: s.header(s.mappingID(n.User, n.Servername))}
	if s.db.Has(m.ID) {
		if n.IfNotExists {
			return nil
		}
		return s.nameFault(n.Servername, duplicateObject, "user mapping for %q already exists for server %q", m.ID.Name, n.Servername)
	}
	if err := s.foreignOptions(&m.Options, &m.Secrets, n.Options); err != nil {
		return err
	}
	s.put(m)
	return nil
}

// mappingID addresses the mapping of a written role; the keywords stand for themselves.
func (s *stmt) mappingID(role *pg.RoleSpec, server string) schema.ID {
	return schema.NewUserMapping(server, s.roleName(role))
}

// alterMapping runs ALTER USER MAPPING.
func (s *stmt) alterMapping(n *pg.AlterUserMappingStmt) error {
	if _, err := s.foreignServer(n.Servername); err != nil {
		return err
	}
	m, ok := schema.Get[schema.UserMapping](s.db, s.mappingID(n.User, n.Servername))
	if !ok {
		return s.nameFault(n.Servername, undefinedObject, "user mapping for %q does not exist for server %q", s.mappingID(n.User, "").Name, n.Servername)
	}
	if err := s.foreignOptions(&m.Options, &m.Secrets, n.Options); err != nil {
		return err
	}
	s.put(m)
	return nil
}

// dropMapping runs DROP USER MAPPING.
func (s *stmt) dropMapping(n *pg.DropUserMappingStmt) error {
	id := s.mappingID(n.User, n.Servername)
	if n.MissingOk {
		s.gone = "" // the role may be missing, too
	}
	switch {
	case !s.db.Has(serverID(n.Servername)):
		if n.MissingOk {
			return nil
		}
		return s.nameFault(n.Servername, undefinedObject, "server %q does not exist", n.Servername)
	case s.db.Has(id):
		return s.drop([]schema.ID{id}, false, 0)
	case n.MissingOk:
		return nil
	}
	return s.nameFault(n.Servername, undefinedObject, "user mapping for %q does not exist for server %q", id.Name, n.Servername)
}

// foreignOptions applies OPTIONS (ADD, SET, DROP) to a list of options and the names
// of those with secrets.
func (s *stmt) foreignOptions(options, secrets *[]string, nodes []*pg.Node) error {
	for _, n := range nodes {
		d := n.GetDefElem()
		at := slices.IndexFunc(*options, func(o string) bool { return strings.HasPrefix(o, d.Defname+"=") })
		secret := slices.Index(*secrets, d.Defname)
		switch d.Defaction {
		case pg.DefElemAction_DEFELEM_SET, pg.DefElemAction_DEFELEM_DROP:
			if at < 0 && secret < 0 {
				return s.fault(d.Location, undefinedObject, "option %q not found", d.Defname)
			}
		default:
			if at >= 0 || secret >= 0 {
				return s.fault(d.Location, duplicateObject, "option %q provided more than once", d.Defname)
			}
		}
		if at >= 0 {
			*options = slices.Delete(slices.Clone(*options), at, at+1)
		}
		if secret >= 0 {
			*secrets = slices.Delete(slices.Clone(*secrets), secret, secret+1)
		}
		if d.Defaction == pg.DefElemAction_DEFELEM_DROP {
			continue
		}
		kept, hidden := schema.SplitSecrets([]string{d.Defname + "=" + constantText(d.Arg)})
		*options, *secrets = append(slices.Clone(*options), kept...), append(slices.Clone(*secrets), hidden...)
	}
	if len(*options) == 0 {
		*options = nil
	}
	return nil
}
