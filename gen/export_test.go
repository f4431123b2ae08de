package gen

// ApplyFile is applyFile, for tests of this folder.
var ApplyFile = applyFile
