this is no go.mod at all
