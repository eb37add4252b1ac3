{addEventListener("DOMContentLoaded",()=>{const s=document.getElementById("s"),w=navigator.serviceWorker;if(!s||!w||!window.caches)return;
s.hidden=false;const say=n=>{for(const p of s.querySelectorAll("[data-s]"))p.hidden=p.dataset.s!=n};
for(const b of s.querySelectorAll("button")){const told=n=>{say(n);if(n=="done"&&!b.disabled){b.append(" ✓");b.disabled=true}};
caches.match(b.dataset.p).then(k=>{if(k)told("done")});b.onclick=async()=>{try{await w.register("/g.js",{scope:s.dataset.w});const r=(await w.ready).active,c=new MessageChannel;
told(await new Promise((y,n)=>{c.port1.onmessage=m=>y(m.data);setTimeout(n,3e4);r.postMessage({save:b.dataset.p},[c.port2])}))}catch{say("failed")}}}})}
