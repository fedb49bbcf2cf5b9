const FOLDER = 'file:';

/** The source of a skill that came from a folder, which shows one version only. */
export const folderSource = (folder: string): string => `${FOLDER}${folder}`;

/** True for a source in which newer versions cannot be looked for. */
export const isFolderSource = (source: string): boolean => source.startsWith(FOLDER);
