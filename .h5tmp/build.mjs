import { build } from 'vite'; import vue from '@vitejs/plugin-vue';
await build({ configFile:false, root:'/work/main/src-renderer', base:'./', plugins:[vue()], worker:{format:'es'}, logLevel:'warn',
 build:{outDir:'/tmp/h5/renderer',emptyOutDir:true,target:'chrome120',minify:false,modulePreload:{polyfill:false},assetsInlineLimit:0,rolldownOptions:{input:{runner:'/work/main/src-renderer/runner.html'}}}});
