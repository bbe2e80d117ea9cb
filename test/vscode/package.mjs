export async function checkPackage() {}
