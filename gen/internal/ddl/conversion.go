package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// encodings are the server's names of encodings by the letters and digits in them,
// with the other names that it takes.
var encodings = map[string]string{
	"sqlascii": "SQL_ASCII", "eucjp": "EUC_JP", "euccn": "EUC_CN", "euckr": "EUC_KR", "euctw": "EUC_TW", "eucjis2004": "EUC_JIS_2004",
	"utf8": "UTF8", "unicode": "UTF8", "muleinternal": "MULE_INTERNAL", "latin1": "LATIN1", "iso88591": "LATIN1",
	"latin2": "LATIN2", "iso88592": "LATIN2", "latin3": "LATIN3", "iso88593": "LATIN3", "latin4": "LATIN4", "iso88594": "LATIN4",
	"latin5": "LATIN5", "iso88599": "LATIN5", "latin6": "LATIN6", "iso885910": "LATIN6", "latin7": "LATIN7", "iso885913": "LATIN7",
	"latin8": "LATIN8", "iso885914": "LATIN8", "latin9": "LATIN9", "iso885915": "LATIN9", "latin10": "LATIN10", "iso885916": "LATIN10",
	"win1256": "WIN1256", "windows1256": "WIN1256", "win1258": "WIN1258", "windows1258": "WIN1258", "win866": "WIN866", "windows866": "WIN866", "alt": "WIN866",
	"win874": "WIN874", "windows874": "WIN874", "koi8r": "KOI8R", "koi8": "KOI8R", "koi8u": "KOI8U", "win1251": "WIN1251", "windows1251": "WIN1251", "win": "WIN1251",
	"win1252": "WIN1252", "windows1252": "WIN1252", "iso88595": "ISO_8859_5", "iso88596": "ISO_8859_6", "iso88597": "ISO_8859_7", "iso88598": "ISO_8859_8",
	"win1250": "WIN1250", "windows1250": "WIN1250", "win1253": "WIN1253", "windows1253": "WIN1253", "win1254": "WIN1254", "windows1254": "WIN1254",
	"win1255": "WIN1255", "windows1255": "WIN1255", "win1257": "WIN1257", "windows1257": "WIN1257",
	"sjis": "SJIS", "mskanji": "SJIS", "shiftjis": "SJIS", "win932": "SJIS", "windows932": "SJIS", "big5": "BIG5", "win950": "BIG5", "windows950": "BIG5",
	"gbk": "GBK", "win936": "GBK", "windows936": "GBK", "uhc": "UHC", "win949": "UHC", "windows949": "UHC", "gb18030": "GB18030",
	"johab": "JOHAB", "shiftjis2004": "SHIFT_JIS_2004",
}

func (s *stmt) encoding(name, which string) (string, error) {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(name))
	if found := encodings[plain]; found != "" {
		return found, nil
	}
	return "", s.fault(0, undefinedObject, "%s encoding %q does not exist", which, name)
}

// createConversion runs CREATE CONVERSION.
func (s *stmt) createConversion(n *pg.CreateConversionStmt) error {
	id, err := s.newNamed(schema.KindConversion, n.ConversionName, "")
	if err != nil {
		return err
	}
	c := schema.Conversion{Header: s.header(id), Default: n.Def}
	if c.Source, err = s.encoding(n.ForEncodingName, "source"); err != nil {
		return err
	}
	if c.Target, err = s.encoding(n.ToEncodingName, "destination"); err != nil {
		return err
	}
	if c.Source == "SQL_ASCII" || c.Target == "SQL_ASCII" {
		return s.fault(0, invalidObject, "encoding conversion to or from \"SQL_ASCII\" is not supported")
	}
	if c.Function, _, err = s.functionFor(n.FuncName, "int4,int4,cstring,internal,int4,bool", s.placeOf(lastOf(n.FuncName))); err != nil {
		return err
	}
	if err := s.freeName(id, duplicateObject); err != nil {
		return err
	}
	for other := range schema.AllOf[schema.Conversion](s.db) {
		if c.Default && other.Default && other.ID.Schema == id.Schema && other.Source == c.Source && other.Target == c.Target {
			return s.nameFault(id.Name, duplicateObject, "default conversion for %s to %s already exists", c.Source, c.Target)
		}
	}
	s.put(c)
	return nil
}
