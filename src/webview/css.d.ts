/** Style sheets are taken by the bundler: importing one adds it to the bundle's own. */
declare module '*.css';
