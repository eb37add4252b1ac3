{addEventListener("DOMContentLoaded",()=>{const s=document.getElementById("s"),w=navigator.serviceWorker;if(!s||!w||!window.caches)return;
s.hidden=false;const say=n=>{for(const p of s.querySelectorAll("[data-s]"))p.hidden=p.dataset.s!=n};
caches.match(s.dataset.p).then(k=>{if(k)say("done")});
s.querySelector("button").onclick=async()=>{try{await w.register("/g.js",{scope:s.dataset.w});const r=(await w.ready).active,c=new MessageChannel;
say(await new Promise((y,n)=>{c.port1.onmessage=m=>y(m.data);setTimeout(n,3e4);r.postMessage({save:s.dataset.p},[c.port2])}))}catch{say("failed")}}})}
